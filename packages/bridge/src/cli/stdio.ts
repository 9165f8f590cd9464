import { setFlagsFromString } from 'node:v8';
import type { Bridge } from '../bridge.ts';
import type { Config } from '../config/read.ts';
import { toFailure } from '../domain/failure.ts';
import { createRedactor } from '../domain/redact.ts';
import { serveMcpOnStdio } from '../mcp/stdio.ts';
import { offerFrom, type Offer } from '../offer.ts';
import { ownerFrom, mayRun } from '../owner.ts';
import { VERSION } from '../version.ts';
import { voiceSetsFor } from '../voices.ts';
import type { ExitCode, Invocation } from './command.ts';
import { OK } from './exit-code.ts';
import { armLimit, GRACE_MS, untilStopSignal } from './stop.ts';

/** By then launch.ts has written what V8 compiled, which is only good for the flags it was made with. */
const SETTLED_MS = 2_000;

export async function stdio({ config }: Invocation): Promise<ExitCode> {
  return await serveOnStdio(config, { ...offerFrom(config), listensAtOnce: false });
}

interface StdioOffer extends Offer {
  /** Listens to the gateways as soon as the client is there, and not only once it asks what happens. */
  readonly listensAtOnce: boolean;
}

/**
 * Serves the client on stdin and stdout until it leaves. `initialize` is answered before store, gateway and log are
 * even loaded: many clients start us anew each time, and wait.
 */
export async function serveOnStdio(
  config: Config,
  { listensAtOnce, ...offer }: StdioOffer,
): Promise<ExitCode> {
  const principal = ownerFrom(config);
  const voiceSetFor = await voiceSetsFor(offer, config);
  const early = createRedactor(config.secrets);
  let bridge: Bridge | undefined;
  let opening: Promise<Bridge> | undefined;
  let closing = false;

  const door = serveMcpOnStdio({
    ...offer,
    verbs: async () => (await open()).verbs,
    principal,
    voiceSet: voiceSetFor('stdio', principal),
    background,
    origin: 'stdio',
    version: VERSION,
    redact: (text) => (bridge?.redact ?? early)(text),
    stateKey: async () => (await open()).stateKey(),
    closing: () => closing,
    onReady: () => void open().catch(complain),
    onError: complain,
  });
  setTimeout(keepSmall, SETTLED_MS).unref();

  // A person who started this by hand would wait for something to happen.
  if (process.stdin.isTTY)
    process.stderr.write(
      'clawbridge speaks MCP on stdin and stdout; `clawbridge --help` shows what else it does.\n',
    );
  await Promise.race([untilStopSignal(), untilStdinEnds()]);
  closing = true;
  armLimit();
  // A call that came just before the end may still wait for the bridge: closing it then lets the call into the store.
  await opening?.catch(() => {});
  await bridge?.close(GRACE_MS);
  await door.close();
  await new Promise((resolve) => process.stdout.write('', resolve));
  return OK;

  /** A store that cannot be opened now may be there at the next call, so a failure is not kept. */
  function open(): Promise<Bridge> {
    opening ??= load().catch((thrown: unknown) => {
      opening = undefined;
      throw thrown;
    });
    return opening;
  }

  async function load(): Promise<Bridge> {
    const { openBridge } = await import('../bridge.ts');
    bridge = await openBridge(config, mayRun(principal));
    if (listensAtOnce) bridge.verbs.listen();
    return bridge;
  }

  /** What cannot be done while there is no bridge is told, too. */
  function background(name: string, work: () => Promise<unknown>): void {
    if (bridge) bridge.background(name, work);
    else work().catch(complain);
  }

  function complain(thrown: unknown): void {
    const { message } = toFailure(thrown);
    if (bridge) bridge.log.warn({ door: 'stdio' }, message);
    else process.stderr.write(`clawbridge: ${early(message)}\n`);
  }
}

/**
 * V8 doubles the space for new objects whenever much of it is in use, and keeps it: 30 MB more for a process that mostly waits,
 * and each client has one of its own. What it has by now is enough: a call costs some 3 % more CPU while it is busy.
 */
function keepSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

function untilStdinEnds(): Promise<void> {
  return new Promise((resolve) => {
    process.stdin.once('end', resolve);
    process.stdin.once('close', resolve);
  });
}
