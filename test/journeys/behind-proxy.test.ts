import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import {
  Client,
  SSEClientTransport,
  StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { selfSigned } from '../../packages/bridge/src/notify/self-signed.fixture.ts';
import { startServer, type RunningServer } from './clients.ts';
import { leaveWorld, makeWorld, type World } from './gateway-world.ts';

const DOMAIN = 'claw.example.com';
const deploy = (name: string) => fileURLToPath(new URL(`../../deploy/${name}`, import.meta.url));

interface Ports {
  readonly proxy: number;
  readonly plain: number;
  readonly clawbridge: number;
}

/** A program that stands in front of clawbridge, run with the very file of deploy/. */
interface FrontDoor {
  readonly name: string;
  readonly isInstalled: boolean;
  start(folder: string, ports: Ports): ChildProcess;
}

const installed = (program: string, args: readonly string[]) => spawnSync(program, args).status === 0;

const nginx: FrontDoor = {
  name: 'nginx',
  isInstalled: installed('nginx', ['-v']),
  start(folder, { proxy, plain, clawbridge }) {
    const config = readFileSync(deploy('nginx.conf'), 'utf8')
      .replaceAll(`/etc/letsencrypt/live/${DOMAIN}`, folder)
      .replace('listen 443 ssl', `listen 127.0.0.1:${proxy} ssl`)
      .replace('listen 80;', `listen 127.0.0.1:${plain};`)
      .replace('127.0.0.1:3000', `127.0.0.1:${clawbridge}`)
      .replace('http {', `http {\n${temporaryPaths(folder)}access_log off;`);
    const file = join(folder, 'nginx.conf');
    writeFileSync(file, config);
    const globals = `daemon off; master_process off; pid ${folder}/nginx.pid; error_log stderr;`;
    return spawn('nginx', ['-p', folder, '-c', file, '-g', globals, '-e', 'stderr'], { stdio: 'ignore' });
  },
};

function temporaryPaths(folder: string): string {
  return ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder}/${kind};\n`)
    .join('');
}

const caddy: FrontDoor = {
  name: 'Caddy',
  isInstalled: installed('caddy', ['version']),
  start(folder, { proxy, plain, clawbridge }) {
    const file = join(folder, 'Caddyfile');
    // Here it signs the certificate itself, and asks nobody for one.
    const site = readFileSync(deploy('Caddyfile'), 'utf8').replace(
      'reverse_proxy',
      'tls internal\n\treverse_proxy',
    );
    writeFileSync(
      file,
      `{\n\tadmin off\n\tskip_install_trust\n\thttp_port ${plain}\n\thttps_port ${proxy}\n}\n${site}`,
    );
    const { PATH = '' } = process.env;
    return spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', file], {
      stdio: 'ignore',
      env: { PATH, HOME: folder, XDG_DATA_HOME: folder, DOMAIN, UPSTREAM: `127.0.0.1:${clawbridge}` },
    });
  },
};

describe.each([nginx, caddy])('behind $name, with the file of deploy/', ({ name, isInstalled, start }) => {
  describe.skipIf(!isInstalled)(
    isInstalled ? 'a client' : `is not looked at: ${name} is not installed here`,
    () => {
      let world: World;
      let server: RunningServer;
      let front: ChildProcess;
      let ended: Promise<unknown>;
      let port: number;
      let folder: string;

      beforeAll(async () => {
        folder = mkdtempSync(join(tmpdir(), 'clawbridge-front-'));
        world = await makeWorld();
        server = await startServer(world.env, ['--allowed-hosts', DOMAIN]);
        const { key, cert } = selfSigned();
        writeFileSync(join(folder, 'privkey.pem'), key);
        writeFileSync(join(folder, 'fullchain.pem'), cert);
        port = await freePort();
        front = start(folder, {
          proxy: port,
          plain: await freePort(),
          clawbridge: Number(new URL(server.url).port),
        });
        ended = once(front, 'exit');
        await vi.waitUntil(async () => (await statusOf('/healthz')) === 200, { timeout: 15_000 });
      });
      afterAll(async () => {
        // A proxy that is asked nicely waits for the streams that are open.
        front.kill('SIGKILL');
        await ended;
        await server.stop();
        await leaveWorld(world);
        rmSync(folder, { recursive: true, force: true });
      });

      it.each(['Streamable HTTP', 'legacy SSE'])(
        'hears over %s what an agent does while it does it',
        async (way) => {
          const url = (path: string) => new URL(`https://${DOMAIN}${path}`);
          const transport: Transport =
            way === 'legacy SSE'
              ? new SSEClientTransport(url('/sse'), { fetch: throughProxy })
              : new StreamableHTTPClientTransport(url('/mcp'), { fetch: throughProxy });
          const client = new Client(
            { name: 'far away', version: '1' },
            { versionNegotiation: { mode: 'legacy' } },
          );
          await client.connect(transport);
          const stop = new AbortController();
          // An agent that speaks for half an hour: what is heard of it can only come before its end.
          const asked = client.callTool(
            { name: 'openclaw_chat', arguments: { message: '/slow 100000 20' } },
            { onprogress: () => stop.abort(), signal: stop.signal },
          );
          await expect(asked).rejects.toThrow(/abort/i);
          const { content } = await client.callTool({
            name: 'openclaw_chat',
            arguments: { message: 'hello' },
          });
          expect(content[0]).toMatchObject({ text: 'ECHO: hello' });
          await client.close();
        },
      );

      async function statusOf(path: string): Promise<number> {
        return await throughProxy(`https://${DOMAIN}${path}`).then(
          ({ status }) => status,
          () => 0,
        );
      }

      /** As a machine elsewhere would, for which the name leads to the proxy. */
      async function throughProxy(input: string | URL, init: RequestInit = {}): Promise<Response> {
        const { pathname, search } = new URL(input);
        const asked = request({
          host: '127.0.0.1',
          port,
          path: pathname + search,
          servername: DOMAIN,
          rejectUnauthorized: false,
          method: init.method ?? 'GET',
          headers: { ...Object.fromEntries(new Headers(init.headers)), host: DOMAIN },
          ...(init.signal ? { signal: init.signal } : {}),
        });
        asked.end(init.body);
        const [answer] = await once(asked, 'response');
        const headers = new Headers();
        for (const [name, value] of Object.entries(answer.headers)) headers.set(name, String(value));
        const body = [204, 304].includes(answer.statusCode) ? null : Readable.toWeb(answer);
        return new Response(body, { status: answer.statusCode, headers });
      }
    },
  );
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
