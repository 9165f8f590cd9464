import { EventEmitter, once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readBody, refuseBody } from './read-body.ts';

let server: Server;
let port: number;
let longestMs: number;

let outcomes: EventEmitter;

beforeEach(async () => {
  outcomes = new EventEmitter();
  server = createServer((req, res) => {
    readBody(req, longestMs).then(
      (body) => {
        outcomes.emit('read', body);
        return typeof body === 'string' ? refuseBody(res, body) : res.end(`read ${body.length}`);
      },
      (thrown: unknown) => outcomes.emit('read', thrown),
    );
  });
  longestMs = 50;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  ({ port } = server.address() as AddressInfo);
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** The answer to a request that announces so much and sends this, until the server closes the connection. */
async function answerTo(length: number, sent: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  const head = `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${length}`;
  socket.write(`${head}\r\n\r\n${sent}`);
  return await text(socket);
}

it('is read as far as it was announced', async () => {
  expect(await answerTo(5, 'hello')).toContain('read 5');
});

it('is refused when it is larger than any that is meant', async () => {
  expect(await answerTo(60_000, 'x'.repeat(50_000))).toMatch(/^HTTP\/1.1 413 /);
});

it('does not hold its connection for as long as its sender likes', async () => {
  expect(await answerTo(5, 'he')).toMatch(/^HTTP\/1.1 408 [^]*"invalid_request"/);
});

it('is no fault of ours when its sender goes away', async () => {
  longestMs = 60_000;
  const read = once(outcomes, 'read');
  const socket = connect(port, '127.0.0.1');
  const arrived = once(server, 'request');
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe');
  await arrived;
  socket.destroy();
  expect(await read).toEqual(['gone']);
});
