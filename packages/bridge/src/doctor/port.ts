import { createServer } from 'node:net';
import { urlHost } from '../domain/host.ts';
import type { Check, Finding } from './check.ts';

/** Whether `serve` could listen. A bridge that already serves there is fine, anything else is in the way. */
export const checkPort: Check = async ({ http: { host, port } }) => {
  const address = `${urlHost(host)}:${port}`;
  const problem = await tryListen(host, port);
  if (problem === undefined)
    return [{ name: 'Port', status: 'ok', detail: `${address} is free for \`clawbridge serve\`` }];
  if (problem === 'EADDRINUSE' && (await isClawbridge(address))) {
    return [{ name: 'Port', status: 'ok', detail: `${address}: clawbridge is serving there` }];
  }
  return [busy(address, problem)];
};

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

/** By the two things our own answer has, ready or not; a version alone many programs tell. */
async function isClawbridge(address: string): Promise<boolean> {
  try {
    const response = await fetch(`http://${address}/readyz`, { signal: AbortSignal.timeout(2_000) });
    const { ready, version } = (await response.json()) as Record<string, unknown>;
    return typeof ready === 'boolean' && typeof version === 'string';
  } catch {
    return false;
  }
}
