import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anInstance } from '../../domain/instance.fixture.ts';
import { neverBegan, toFailure, type Failure } from '../../domain/failure.ts';
import { createStop } from '../../domain/stop.ts';
import type { GatewayOutlet } from '../outlet.ts';
import { createHttpOutlet } from './outlet.ts';

let server: Server;
let outlet: GatewayOutlet;
let handle: RequestListener;

beforeEach(async () => {
  server = createServer((request, response) => handle(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  outlet = createHttpOutlet(anInstance({ url: `http://127.0.0.1:${port}` }));
});
afterEach(async () => {
  vi.useRealTimers();
  await outlet.close();
  server.close().closeAllConnections();
});

/** Sends the beginning of a body and cuts the wire. */
const half =
  (status: number, type: string, body: string): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': type, 'content-length': 1_000 });
    response.write(body, () => response.destroy());
  };

const run = (onProgress = () => {}) =>
  outlet.run(
    { instance: 'home', id: 'task_1', sessionKey: 's', message: 'hello', timeoutMs: 60_000 },
    { signal: createStop().signal, onProgress },
  );

const cut = { code: 'connection_lost', message: expect.stringContaining('was lost') };
const interrupted = { code: 'run_interrupted', cause: expect.objectContaining(cut) };

describe('a gateway that breaks off in the middle', () => {
  it('of a JSON answer has interrupted the run', async () => {
    handle = half(200, 'application/json', '{"choices":[{"mess');
    await expect(run()).rejects.toMatchObject(interrupted);
  });

  it('of a streamed answer has interrupted the run', async () => {
    handle = half(200, 'text/event-stream', 'data: {"choices":[{"delta":{"content":"half"}}]}\n\n');
    await expect(run()).rejects.toMatchObject(interrupted);
  });

  it('of a refusal has refused all the same', async () => {
    handle = half(500, 'application/json', '{"error":');
    await expect(run()).rejects.toMatchObject({
      code: 'gateway_failed',
      message: 'API request failed: HTTP 500',
    });
  });

  it('before the first byte of an answer has interrupted the run, over a new connection and a kept one', async () => {
    handle = (request) => request.socket.destroy();
    await expect(run()).rejects.toMatchObject(interrupted);
    handle = (_, response) => response.end('{"data":[]}');
    await outlet.probe();
    handle = (request) => request.socket.destroy();
    await expect(run()).rejects.toMatchObject(interrupted);
  });

  it('of its model list has lost the connection', async () => {
    handle = half(200, 'application/json', '{"data":[');
    expect(await outlet.probe()).toMatchObject({ failure: cut });
  });
});

it('that is not there cannot be reached: nothing was sent', async () => {
  server.close().closeAllConnections();
  await once(server, 'close');
  const failure = await run().catch(toFailure);
  expect(failure).toMatchObject({ code: 'gateway_unreachable' });
  expect(neverBegan(failure as Failure)).toBe(true);
});

it('does not take a fault of whoever follows the run for a broken connection', async () => {
  handle = (_, response) => {
    response.setHeader('content-type', 'text/event-stream');
    response.end('data: {"choices":[{"delta":{"content":"hi"}}]}\n\ndata: [DONE]\n\n');
  };
  const fault = new TypeError('not a function');
  const failing = run(() => {
    throw fault;
  });
  await expect(failing).rejects.toBe(fault);
});

it.each([
  ['accepts and stays silent', () => {}],
  ['stops in the middle of a body', ((_, response) => response.write('{')) as RequestListener],
])('says of a gateway that %s that there was no answer in time', async (_, behave) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  handle = behave;
  const probing = outlet.probe();
  await once(server, 'request');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await probing).toMatchObject({
    failure: { code: 'gateway_unreachable', message: expect.stringContaining('no answer in time') },
  });
});
