import { createServer } from 'node:net';
import { urlHost } from '../domain/host.ts';
import type { Check, Finding, Verdict } from './check.ts';

const PATIENCE_MS = 2_000;

/** Whether `serve` could listen. A bridge that already serves there is fine, anything else is in the way. */
export const checkPort: Check = async ({ http: { host, port, auth } }) => {
  const address = `${urlHost(host)}:${port}`;
  const problem = await tryListen(host, port);
  if (problem === undefined)
    return [{ name: 'Port', status: 'ok', detail: `${address} is free for \`clawbridge serve\`` }];
  if (problem === 'EADDRINUSE' && (await isClawbridge(address))) {
    return [{ name: 'Port', ...verdictOn(address, auth, await asksForToken(address)) }];
  }
  return [busy(address, problem)];
};

/** Flags of `serve` reach nobody else: what other commands say, they say of their own settings. */
function verdictOn(address: string, wanted: boolean, asks: boolean | undefined): Verdict {
  const serving = `${address}: clawbridge is serving there`;
  if (asks === undefined) return { status: 'ok', detail: serving };
  const detail = `${serving}, and ${asks ? 'asks for a token' : 'asks for no token'}`;
  if (asks === wanted) return { status: 'ok', detail };
  return {
    status: 'warn',
    detail: `${detail}; with the settings of this command it would ${wanted ? '' : 'not '}ask for one`,
    hint: 'It was started with other settings, maybe by flags. Put them into config.json5 in --home, which every command reads, and start it anew.',
  };
}

function busy(address: string, problem: string): Finding {
  return {
    name: 'Port',
    status: 'warn',
    detail: `${address} cannot be used (${problem})`,
    hint: 'Only matters for `clawbridge serve`: choose another with --port.',
  };
}

function tryListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: Error & { code?: string }) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

/** Undefined where that cannot be told. */
async function asksForToken(address: string): Promise<boolean | undefined> {
  try {
    const response = await fetch(`http://${address}/mcp`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    await response.body?.cancel();
    return response.status === 401;
  } catch {
    return undefined;
  }
}

/** By the two things our own answer has, ready or not; a version alone many programs tell. */
async function isClawbridge(address: string): Promise<boolean> {
  try {
    const response = await fetch(`http://${address}/readyz`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const { ready, version } = (await response.json()) as Record<string, unknown>;
    return typeof ready === 'boolean' && typeof version === 'string';
  } catch {
    return false;
  }
}
