import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { selfSigned } from '../../../packages/bridge/src/notify/self-signed.fixture.ts';
import type { Environment } from '../../journeys/program.ts';

/** As much of the internet as a program needs, on this machine, with certificates for the names it goes by. */
export interface SmallInternet {
  /** What a program is started with that shall see it. */
  readonly env: Environment;
  /** The addresses that were asked for. */
  asked(): readonly string[];
  stop(): Promise<void>;
}

/** @param documents JSON by its address: `https://app.example.com/client.json` */
export async function startSmallInternet(
  documents: Readonly<Record<string, object>>,
): Promise<SmallInternet> {
  const folder = mkdtempSync(join(tmpdir(), 'clawbridge-internet-'));
  const authorities = join(folder, 'authorities.pem');
  const asked: string[] = [];
  const hosts = [...new Set(Object.keys(documents).map((url) => new URL(url).host))];
  const sites = hosts.map((host) => ({ host, certificate: selfSigned(host) }));
  writeFileSync(authorities, sites.map(({ certificate }) => certificate.cert).join(''));
  const servers = await Promise.all(
    sites.map(async ({ host, certificate }) => {
      const server = createServer(certificate, ({ url: path = '/' }, response) => {
        const url = `https://${host}${path}`;
        asked.push(url);
        const known = documents[url];
        response.writeHead(known === undefined ? 404 : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(known ?? {}));
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      return server;
    }),
  );
  const ports = Object.fromEntries(servers.map((server, i) => [hosts[i], portOf(server)]));
  const preload = fileURLToPath(new URL('small-internet.cjs', import.meta.url));
  return {
    env: {
      NODE_EXTRA_CA_CERTS: authorities,
      NODE_OPTIONS: `--require="${preload}"`,
      SMALL_INTERNET: JSON.stringify(ports),
    },
    asked: () => asked,
    async stop() {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
