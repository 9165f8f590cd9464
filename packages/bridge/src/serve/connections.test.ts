import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Entrance } from './entrance.ts';
import { openPort, type PortOptions } from './port.fixture.ts';
import type { HttpServer } from './http-server.ts';

/** For a machine that has much to do. */
const PATIENT = { timeout: 10_000 };

let server: HttpServer;
const sockets: Socket[] = [];

const open = async (options: PortOptions) => (server = await openPort(options));
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close();
});

/** Connects and sends some bytes. */
async function dial(bytes = ''): Promise<Socket> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => {});
  await once(socket, 'connect');
  if (bytes !== '') socket.write(bytes);
  return socket;
}

/** All that comes until the other side closes. */
async function heard(socket: Socket): Promise<string> {
  let said = '';
  socket.setEncoding('utf8').on('data', (piece: string) => (said += piece));
  socket.resume();
  if (!socket.closed) await once(socket, 'close');
  return said;
}

const firstWords = async (socket: Socket) => String((await once(socket, 'data'))[0]);

const HEALTH = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';
/** A path with an answer of its own. */
const serving = (answer: (res: ServerResponse) => void, path = '/healthz'): Partial<Entrance> => ({
  authorization: { owns: (asked) => asked === path, handle: (_, res) => answer(res) },
});
const patient = { headersMs: 60_000, requestMs: 60_000, keepAliveMs: 60_000, unreadMs: 60_000, checkMs: 20 };

describe('a client that is too slow', () => {
  it.each([
    ['says nothing', ''],
    ['does not end its headers', 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n'],
  ])('is told so and cut off when it %s', async (_, bytes) => {
    await open({ limits: { ...patient, headersMs: 100 } });
    const said = await heard(await dial(bytes));
    expect(said).toMatch(/^HTTP\/1.1 408 /);
    expect(said).toContain('did not arrive in time');
  });

  it('is told so and cut off when it does not send what it announced', async () => {
    await open({ limits: { ...patient, headersMs: 90, requestMs: 100 } });
    const socket = await dial(
      'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    );
    expect(await heard(socket)).toMatch(/^HTTP\/1.1 408 /);
  });

  it('is cut off when it keeps a connection that it does not use', async () => {
    await open({ limits: { ...patient, keepAliveMs: 50 } });
    expect(await heard(await dial(HEALTH))).toMatch(/^HTTP\/1.1 200 /);
  });

  it('is cut off when it does not read a long answer, and nothing is kept for it', async () => {
    const length = 60_000_000;
    let gone = () => {};
    const isGone = new Promise<void>((resolve) => (gone = resolve));
    await open({
      limits: { ...patient, unreadMs: 100 },
      entrance: serving((res) => {
        res.once('close', gone);
        res.end('x'.repeat(length));
      }),
    });
    const socket = await dial(HEALTH);
    socket.pause();
    await isGone;
    // What was on its way.
    expect((await heard(socket)).length).toBeLessThan(length);
  });

  it('may listen for any time while there is nothing to read', async () => {
    await open({ limits: { ...patient, headersMs: 50, requestMs: 60, keepAliveMs: 40, unreadMs: 30 } });
    const socket = await dial('GET /sse HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(await firstWords(socket)).toContain('200 OK');
    // Every other connection is cut off meanwhile.
    for (let i = 0; i < 5; i++) await heard(await dial());
    expect(socket.closed).toBe(false);
  });
});

describe('too many connections', () => {
  const http = { maxConnections: 10 };

  it('close the oldest that ask nothing, and not those that are answered', async () => {
    await open({ http, limits: patient });
    const stream = await dial('GET /sse HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await firstWords(stream);
    const silent: Socket[] = [];
    for (let i = 0; i < 9; i++) silent.push(await dial());
    const [oldest] = silent;
    const gone = once(oldest ?? stream, 'close');
    expect(await firstWords(await dial(HEALTH))).toContain('200 OK');
    await gone;
    expect([stream.closed, silent.filter(({ closed }) => closed).length]).toEqual([false, 1]);
  });

  it('are refused when on all of them something is answered', async () => {
    await open({
      http,
      limits: patient,
      entrance: serving((res) => res.flushHeaders(), '/oauth'),
    });
    for (let i = 0; i < 10; i++)
      expect(await firstWords(await dial(HEALTH.replace('/healthz', '/oauth')))).toContain('200 OK');
    expect(await heard(await dial(HEALTH))).toBe('');
  });

  it('of one person leave half of them to others', async () => {
    await open({ http, limits: patient });
    const stream = 'GET /sse HTTP/1.1\r\nHost: localhost\r\n\r\n';
    for (let i = 0; i < 5; i++) expect(await firstWords(await dial(stream))).toContain('200 OK');
    expect(await firstWords(await dial(stream))).toContain('503 Service Unavailable');
    expect(await firstWords(await dial(HEALTH))).toContain('200 OK');
  });
});

describe('a connection that closes', () => {
  it('gives its place back, whatever was asked on it at once', async () => {
    await open({ http: { maxConnections: 10 }, limits: patient });
    const stream = 'GET /sse HTTP/1.1\r\nHost: localhost\r\n\r\n';
    for (let i = 0; i < 20; i++) {
      const socket = await dial(stream + stream + stream);
      expect(await firstWords(socket)).toContain('200 OK');
      socket.destroy();
      await once(socket, 'close');
      await expect.poll(async () => (await dialAgain(stream)).includes('200 OK'), PATIENT).toBe(true);
    }
  });

  async function dialAgain(bytes: string): Promise<string> {
    const socket = await dial(bytes);
    const words = await firstWords(socket);
    socket.destroy();
    return words;
  }
});
