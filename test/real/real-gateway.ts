import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startModel, type Model } from '@clawbridge/simulator';
import { freePort } from '../free-port.ts';
import { node24, openClawScript } from './install.ts';

export interface RealGatewayOptions {
  /** May the agent run commands? `full`, the default, runs all; `ask` wants each approved. */
  readonly exec?: 'full' | 'ask';
  /** Believe X-Forwarded-For, so that a client can look as if it came from another machine. */
  readonly trustedProxy?: boolean;
  /** With a channel named `testline`; `sent()` tells what went out over it. */
  readonly testline?: boolean;
  /** Runs channels that are installed while it runs; it has none of its own, and nothing is said about commands. */
  readonly plugins?: boolean;
  readonly port?: number;
  /** Kept after `stop()`. Without it a temporary one, which is removed. */
  readonly stateDir?: string;
}

export interface RealGateway {
  readonly wsUrl: string;
  readonly httpUrl: string;
  readonly token: string;
  readonly port: number;
  readonly stateDir: string;
  /** Of the process that runs now or ran last. */
  readonly pid: number;
  /** Base address of the model provider the gateway asks. */
  readonly modelUrl: string;
  /** kill -9; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Again, on the same port and state; resolves when it has answered a first turn. */
  start(): Promise<void>;
  /** What was sent over the channel `testline`. */
  sent(): Promise<readonly { readonly to: string; readonly text: string }[]>;
  /** What makes a program find this gateway as the machine's own OpenClaw, and `openclaw` on its PATH. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs OpenClaw's own command line on this gateway's state; resolves with what it prints. */
  command(...args: string[]): Promise<string>;
  /** SIGTERM; resolves when the gateway has finished its work and is gone. kill -9 after 30 s: it would drain for 315 s. */
  terminate(): Promise<void>;
  /** For good, without patience for work in hand: SIGTERM, and kill -9 after 5 s. */
  stop(): Promise<void>;
}

const TOKEN = 'real-gateway-token';
const READY_MS = 90_000;
const FIRST_TURN_MS = 60_000;
const DRAIN_MS = 30_000;
const PATIENCE_MS = 5000;

/** Boots OpenClaw with a model that follows the script language. Takes about 15 s; errors carry the end of its log. */
export async function startRealGateway(options: RealGatewayOptions = {}): Promise<RealGateway> {
  const stateDir = options.stateDir ?? (await mkdtemp(join(tmpdir(), 'clawbridge-real-')));
  const port = options.port ?? (await freePort());
  const model = await startModel();
  for (const folder of ['workspace', 'tmp']) await mkdir(join(stateDir, folder), { recursive: true });
  await writeFile(
    join(stateDir, 'openclaw.json'),
    JSON.stringify(configuration(stateDir, port, model, options)),
  );
  await placeCommand(stateDir);
  const gateway = new GatewayProcess(stateDir, port, model, options);
  try {
    await gateway.start();
  } catch (error) {
    await gateway.stop();
    throw error;
  }
  return gateway;
}

/** `openclaw` as people have it, on the Node it needs. */
async function placeCommand(stateDir: string): Promise<void> {
  await mkdir(join(stateDir, 'bin'), { recursive: true });
  const script = `#!/bin/sh\nexec '${node24()}' '${openClawScript}' "$@"\n`;
  await writeFile(join(stateDir, 'bin', 'openclaw'), script, { mode: 0o755 });
}

class GatewayProcess implements RealGateway {
  readonly token = TOKEN;
  readonly stateDir: string;
  readonly port: number;
  readonly #model: Model;
  readonly #temporary: boolean;
  readonly #channels: boolean;
  #child: ChildProcess | undefined;
  #pid = 0;

  constructor(stateDir: string, port: number, model: Model, { stateDir: kept, plugins }: RealGatewayOptions) {
    this.stateDir = stateDir;
    this.port = port;
    this.#model = model;
    this.#temporary = kept === undefined;
    this.#channels = plugins === true;
  }

  get wsUrl(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  get httpUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#pid;
  }

  get modelUrl(): string {
    return this.#model.url;
  }

  get environment(): Readonly<Record<string, string>> {
    const { PATH = '' } = process.env;
    const own = isolatedEnvironment(this.stateDir);
    return { ...own, PATH: [join(this.stateDir, 'bin'), PATH].join(delimiter) };
  }

  async start(): Promise<void> {
    const child = launch(this.stateDir, this.port, this.#channels);
    this.#child = child;
    this.#pid = child.pid ?? 0;
    // A test run that ends early must not leave a gateway of 1 GB behind.
    const farewell = () => child.kill('SIGKILL');
    process.once('exit', farewell);
    child.once('exit', () => process.off('exit', farewell));
    await this.#ready(child);
    await this.#firstTurn();
  }

  async command(...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(node24(), [openClawScript, ...args], {
      cwd: this.stateDir,
      env: isolatedEnvironment(this.stateDir),
    });
    return stdout;
  }

  async sent(): Promise<readonly { readonly to: string; readonly text: string }[]> {
    const lines = await readFile(join(this.stateDir, 'testline.jsonl'), 'utf8').catch(() => '');
    return lines
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async terminate(): Promise<void> {
    await this.#end('SIGTERM', DRAIN_MS);
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    await this.#model.stop();
    // Children of the gateway write for about a second after its end.
    if (this.#temporary)
      await rm(this.stateDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL', patienceMs = PATIENCE_MS): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    const impatient = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    await exited;
    clearTimeout(impatient);
  }

  async #ready(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + READY_MS;
    while (Date.now() < deadline) {
      if (child.exitCode !== null || child.signalCode !== null)
        throw await this.#failure('ended before it was ready');
      const answer = await fetch(`${this.httpUrl}/readyz`).catch(() => undefined);
      if (answer?.ok === true) return;
      await sleep(100);
    }
    throw await this.#failure(`was not ready after ${READY_MS / 1000} s`);
  }

  /** The gateway loads half of itself with the first turn, which takes up to 10 s. */
  async #firstTurn(): Promise<void> {
    const answer = await fetch(`${this.httpUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'openclaw', messages: [{ role: 'user', content: 'warm up' }] }),
      signal: AbortSignal.timeout(FIRST_TURN_MS),
    });
    const body = await answer.text();
    if (!body.includes('ECHO: warm up')) throw await this.#failure(`answered its first turn with ${body}`);
  }

  async #failure(what: string): Promise<Error> {
    const log = await readFile(join(this.stateDir, 'output.log'), 'utf8').catch(() => '');
    return new Error(`OpenClaw ${what}. The end of its output:\n${log.slice(-2000)}`);
  }
}

function launch(stateDir: string, port: number, channels: boolean): ChildProcess {
  const args = [openClawScript, 'gateway', 'run', '--port', String(port), '--bind', 'loopback'];
  const child = spawn(node24(), args, {
    cwd: stateDir,
    env: { ...isolatedEnvironment(stateDir), ...(channels ? {} : { OPENCLAW_SKIP_CHANNELS: '1' }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(join(stateDir, 'output.log'), { flags: 'a' });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  child.once('close', () => log.end());
  return child;
}

/** Nothing of the machine's own OpenClaw, and nothing of the npm that started the tests. */
function isolatedEnvironment(stateDir: string): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(openclaw_|npm_|node_options|vitest)/i.test(entry[0]),
  );
  return {
    ...Object.fromEntries(inherited),
    HOME: stateDir,
    USERPROFILE: stateDir,
    TMPDIR: join(stateDir, 'tmp'),
    OPENCLAW_HOME: stateDir,
    OPENCLAW_STATE_DIR: stateDir,
    OPENCLAW_CONFIG_PATH: join(stateDir, 'openclaw.json'),
    OPENCLAW_DISABLE_BONJOUR: '1',
    OPENCLAW_NO_RESPAWN: '1',
    OPENCLAW_EXEC_SHELL_SNAPSHOT: '0',
  };
}

/** The schema is strict: an unknown key ends the gateway with exit code 78. */
function configuration(stateDir: string, port: number, model: Model, options: RealGatewayOptions): object {
  return {
    gateway: {
      mode: 'local',
      bind: 'loopback',
      port,
      auth: { mode: 'token', token: TOKEN },
      controlUi: { enabled: false },
      ...(options.trustedProxy === true ? { trustedProxies: ['127.0.0.1'] } : {}),
      http: { endpoints: { chatCompletions: { enabled: true } } },
    },
    agents: {
      defaults: {
        workspace: join(stateDir, 'workspace'),
        skipBootstrap: true,
        model: { primary: 'mock/echo' },
        heartbeat: { every: '0m' },
      },
    },
    models: { mode: 'replace', providers: { mock: provider(model) } },
    tools: { exec: execPolicy(options) },
    ...(options.testline === true ? testline() : { plugins: pluginsFor(options) }),
    // Without a file of its own it logs into a folder all gateways of the machine share.
    logging: { file: join(stateDir, 'openclaw.log'), level: 'info' },
    discovery: { mdns: { mode: 'off' } },
    update: { checkOnStart: false },
  };
}

/** A channel of our own, and none of the bundled plugins, which would take 7 s to load. */
function testline(): object {
  const folder = fileURLToPath(new URL('channel', import.meta.url));
  return {
    plugins: { enabled: true, allow: ['testline'], load: { paths: [folder] } },
    channels: { testline: { enabled: true } },
    commands: { ownerAllowFrom: ['testline:owner'] },
  };
}

function execPolicy({ plugins, exec }: RealGatewayOptions): object {
  const mode = plugins === true ? exec : (exec ?? 'full');
  return { host: 'gateway', ...(mode === undefined ? {} : { mode }) };
}

/** Bundled plugins would take 7 s to load. */
function pluginsFor({ plugins = false }: RealGatewayOptions): object {
  return plugins ? { enabled: true, allow: ['clawbridge'] } : { enabled: false };
}

function provider(model: Model): object {
  const echo = {
    id: 'echo',
    name: 'Echo',
    reasoning: false,
    input: ['text'],
    contextWindow: 128_000,
    maxTokens: 4096,
    cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  };
  return { baseUrl: model.url, apiKey: 'mock-key', api: 'openai-completions', models: [echo] };
}
