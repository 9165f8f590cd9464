import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Config } from '../config/read.ts';
import type { FailureRecord } from '../domain/failure.ts';
import type { Instance } from '../domain/instance.ts';
import { createGatewayPool } from '../gateway/pool.ts';
import { createLog } from '../log/pino-log.ts';
import { VERSION } from '../version.ts';
import type { Check, Finding } from './check.ts';
import { checkApprovals } from './withheld-approvals.ts';

const CONNECT_MS = 5_000;

/** One instance hop by hop: name, connection, WebSocket with its rights, HTTP endpoint. The first broken hop is the cause. */
export function checkInstance(instance: Instance): Check {
  return async (config) => {
    const url = new URL(instance.url);
    const name = `Instance ${instance.name}`;
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = Number(url.port) || (url.protocol === 'https:' || url.protocol === 'wss:' ? 443 : 80);

    const address = await lookup(host).catch(() => undefined);
    if (!address)
      return [
        fail(name, `${host} has no address`, 'Check the host name in the URL and the DNS of this machine.'),
      ];
    const problem = await tryConnect(host, port);
    if (problem !== undefined) {
      return [
        fail(
          name,
          `${host}:${port} does not accept connections (${problem})`,
          'Is OpenClaw running there? Start it with `openclaw gateway run`, or correct the URL.',
        ),
      ];
    }
    return [
      { name, status: 'ok', detail: `${host}:${port} accepts connections` },
      ...(await checkOutlets(config, instance, name)),
    ];
  };
}

/** With `auto` one of the two is enough; the other is then worth a word, not an alarm. */
async function checkOutlets(config: Config, instance: Instance, name: string): Promise<readonly Finding[]> {
  const log = createLog({ level: 'silent', redact: (text) => text, output: process.stderr });
  const outlets = instance.outlet === 'auto' ? (['ws', 'http'] as const) : [instance.outlet];
  const pool = createGatewayPool({
    instances: outlets.map((outlet) => ({ ...instance, name: outlet, outlet })),
    deviceFile: join(config.home, 'device.pem'),
    deviceTokensFile: join(config.home, 'device-tokens.json'),
    allowPlaintext: config.allowPlaintext,
    version: VERSION,
    log,
  });
  const reports = await Promise.all(
    outlets.map(async (outlet) => ({ outlet, report: await pool.probe(outlet) })),
  );
  await pool.close();
  const works = reports.some(({ report }) => report.failure === undefined);
  const findings = reports.map(({ outlet, report: { failure, latencyMs, version, scopes } }) => {
    const what = `${name}, ${outlet === 'ws' ? 'WebSocket' : 'HTTP'}`;
    if (failure) return broken(what, failure, works ? 'warn' : 'fail');
    const facts = [
      `${latencyMs} ms`,
      version && `OpenClaw ${version}`,
      scopes && `scopes ${scopes.join(' ')}`,
    ];
    return { name: what, status: 'ok' as const, detail: facts.filter(Boolean).join(', ') };
  });
  // Over HTTP there are none in any case.
  const overSocket = reports.filter(({ outlet, report }) => outlet === 'ws' && report.failure === undefined);
  return [...findings, ...overSocket.flatMap(({ report }) => checkApprovals(instance, report))];
}

function broken(
  name: string,
  { message, hint = 'Look at the log of OpenClaw.' }: FailureRecord,
  status: 'warn' | 'fail',
): Finding {
  return { name, status, detail: message, hint };
}

function fail(name: string, detail: string, hint: string): Finding {
  return { name, status: 'fail', detail, hint };
}

function tryConnect(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_MS });
    const end = (problem: string | undefined) => {
      socket.destroy();
      resolve(problem);
    };
    socket.once('connect', () => end(undefined));
    socket.once('timeout', () => end('no answer'));
    socket.once('error', (error: Error & { code?: string }) => end(error.code ?? error.message));
  });
}
