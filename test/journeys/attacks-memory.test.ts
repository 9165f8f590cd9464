import { readFileSync } from 'node:fs';
import { startSimulator, type Simulator } from '@clawbridge/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from './clients.ts';
import { makeHome } from './program.ts';
import { openWire, type Wire } from './wire.ts';

const MANY = 5_000;
const IDLE_MS = 1_000;
/** What is left of each after all are gone, at most. A session takes 60 kB, a stream 30 kB, a connection 10 kB. */
const MOST_LEFT = 4_096;

/** What thousands of sessions take would not fit: the process would die. */
const HEAP_MB = 80;

const PATIENCE_MS = 120_000;

const HOST = 'Host: localhost\r\n';
const BODY = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'gone', version: '1' } },
});
const INITIALIZE =
  `POST /mcp HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n` +
  `Content-Length: ${BODY.length}\r\n\r\n${BODY}`;

/** Clients that come in thousands, and go without a word. */
describe.skipIf(process.platform !== 'linux')('what clients leave behind', () => {
  const home = makeHome();
  let gateway: Simulator;
  let server: RunningServer;

  beforeAll(async () => {
    gateway = await startSimulator();
    server = await startServer(
      {
        CLAWBRIDGE_HOME: home.path,
        OPENCLAW_URL: gateway.httpUrl,
        OPENCLAW_GATEWAY_TOKEN: gateway.token,
        NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}`,
      },
      ['--session-idle', String(IDLE_MS), '--max-connections', '500'],
    );
    // The heap grows to what a crowd takes at a time, and stays so.
    await crowd(MANY / 2, INITIALIZE, /serverInfo/);
  }, PATIENCE_MS);
  afterAll(async () => {
    await server.stop();
    await gateway.stop();
    home.remove();
  });

  const memory = () => {
    const status = readFileSync(`/proc/${server.program.process.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1_024;
  };
  const isServed = async () => {
    const wire = openWire(server.url);
    wire.send(INITIALIZE);
    await wire.said(/serverInfo/);
    wire.socket.destroy();
  };

  /** So many connections that send this and are given up once they were answered, fifty at a time. */
  async function crowd(count: number, bytes: string, answer: RegExp | undefined): Promise<void> {
    const one = async () => {
      const wire = openWire(server.url);
      wire.send(bytes);
      if (answer !== undefined) await wire.said(answer).catch(() => {});
      return wire;
    };
    for (let i = 0; i < count; i += 50) {
      const wires: Wire[] = await Promise.all(Array.from({ length: 50 }, one));
      for (const { socket } of wires) socket.destroy();
      if (i % 1_000 === 0) await isServed();
    }
  }

  it.each([
    ['sessions', INITIALIZE, /serverInfo/],
    ['streams', `GET /sse HTTP/1.1\r\n${HOST}\r\n`, /endpoint/],
    ['half requests', `POST /mcp HTTP/1.1\r\n${HOST}`, undefined],
  ])(
    'is nothing after %s were abandoned in thousands, and others are served meanwhile',
    async (_, bytes, answer) => {
      const before = memory();
      await crowd(MANY, bytes, answer);
      await isServed();
      await expect
        .poll(() => memory() - before, { timeout: 20_000, interval: 500 })
        .toBeLessThan(MANY * MOST_LEFT);
    },
    PATIENCE_MS,
  );

  it(
    'is nothing while thousands of connections are kept that ask nothing: the oldest make room',
    async () => {
      const before = memory();
      const wires: Wire[] = [];
      for (let i = 0; i < MANY; i++) {
        wires.push(openWire(server.url));
        if (i % 500 === 0) await isServed();
      }
      await isServed();
      expect(memory() - before).toBeLessThan(MANY * MOST_LEFT);
      for (const { socket } of wires) socket.destroy();
    },
    PATIENCE_MS,
  );
});
