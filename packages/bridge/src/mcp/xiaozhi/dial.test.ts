import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSteppedClock } from '../../domain/port/stepped-clock.fixture.ts';
import { dial } from './dial.ts';
import type { Ending } from './ending.ts';

let server: Server;
let url: string;

beforeEach(async () => {
  server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.write('HTTP/1.1 101 Switching Protocols\r\nX-Slow: '));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `ws://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`;
});
afterEach(() => {
  server.close();
});

it('gives up a handshake that goes on for ever, however often a byte of it comes', async () => {
  const clock = createSteppedClock();
  const arrived = once(server, 'connection');
  const ended = new Promise<Ending>((onEnd) => dial(url, { clock, onOpen() {}, onEnd }));
  const [socket] = await arrived;
  const gone = new Promise((resolve) => socket.once('close', resolve));
  for (let seconds = 0; seconds < 9; seconds++) {
    clock.advance(1_000);
    socket.write('x');
  }
  expect(clock.waiting()).toBe(1);
  clock.advance(1_000);
  expect(await ended).toMatchObject({
    how: 'failed',
    error: { message: expect.stringContaining('timed out') },
  });
  await gone;
});

it('waits for nothing any more once it has ended', async () => {
  const clock = createSteppedClock();
  const arrived = once(server, 'connection');
  const ended = new Promise<Ending>((onEnd) => dial(url, { clock, onOpen() {}, onEnd }));
  const [socket] = await arrived;
  socket.destroy();
  await ended;
  expect(clock.waiting()).toBe(0);
});
