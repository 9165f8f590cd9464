import { createHmac } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Notice } from '../domain/notice.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { allowedHosts } from './allowed-hosts.ts';
import { aNotice } from './notice.fixture.ts';
import { noticeBody } from './notice-body.ts';
import type { Resolve } from '../net/public-address.ts';
import { selfSigned } from './self-signed.fixture.ts';
import { callWebhook } from './webhook.ts';

const SECRET = 'hunter2hunter2';
const START = 1_700_000_000_500;

const clock = createSteppedClock(START);
const servers: Server[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** A receiver on loopback that answers like this. */
async function receiver(answer: RequestListener, server: Server = createServer()) {
  servers.push(server);
  const connections: unknown[] = [];
  server.on('request', answer).on('connection', (socket) => connections.push(socket));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { host: `localhost:${port}`, url: `http://localhost:${port}/hook?key=1`, port, connections };
}

const answering = (status: number, headers = {}) =>
  receiver((request, response) =>
    request.resume().on('end', () => response.writeHead(status, headers).end()),
  );

const call = async (url: string, notice: Notice = aNotice()) =>
  await callWebhook({ url, secret: SECRET }, notice, { isAllowed: allowedHosts(['localhost']), clock });

const failureOf = async (done: Promise<void>) =>
  await done.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

describe('a webhook', () => {
  it('gets the notice as a signed post', async () => {
    const got: { request: IncomingMessage; body: string }[] = [];
    const { url, host } = await receiver((request, response) => {
      const take = (body: string) => {
        got.push({ request, body });
        response.writeHead(204).end();
      };
      text(request).then(take, expect.fail);
    });
    const notice = aNotice({ answer: { text: 'Milk, 🥚 and bread.' } });
    await call(url, notice);

    const [{ request, body } = expect.fail('nothing came')] = got;
    expect(request).toMatchObject({ method: 'POST', url: '/hook?key=1' });
    expect(body).toBe(noticeBody(notice));
    const signature = createHmac('sha256', SECRET).update(`delivery-1.1700000000.${body}`).digest('base64');
    expect(request.headers).toMatchObject({
      host,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'webhook-id': 'delivery-1',
      'webhook-timestamp': '1700000000',
      'webhook-signature': `v1,${signature}`,
    });
  });

  it.each([200, 201, 202, 204, 299])('has taken it with %i', async (status) => {
    await call((await answering(status)).url);
  });

  it.each([408, 425, 429, 500, 502, 503, 504, 599])('is tried again after %i', async (status) => {
    const { url, host } = await answering(status);
    expect(await failureOf(call(url))).toMatchObject({
      code: 'notify_failed',
      message: `The webhook at ${host} answered HTTP ${status}.`,
      hint: expect.any(String),
      retryable: true,
    });
  });

  it.each([400, 401, 403, 404, 405, 410, 413, 422, 600, 999])('is given up after %i', async (status) => {
    expect(await failureOf(call((await answering(status)).url))).toMatchObject({
      code: 'notify_failed',
      hint: expect.any(String),
      retryable: false,
    });
  });

  it.each([301, 302, 303, 307, 308])('is not followed elsewhere with %i', async (status) => {
    const elsewhere = await answering(200);
    const { url } = await answering(status, { location: elsewhere.url });
    expect(await failureOf(call(url))).toMatchObject({
      code: 'notify_failed',
      hint: 'Redirects are not followed: give the address it leads to.',
      retryable: false,
    });
    expect(elsewhere.connections).toEqual([]);
  });

  it('that does not listen is tried again, and its key is not told', async () => {
    const { url, host } = await answering(200);
    for (const server of servers.splice(0)) await once(server.close(), 'close');
    expect(await failureOf(call(url))).toMatchObject({
      code: 'notify_failed',
      message: `The webhook at ${host} could not be reached: ECONNREFUSED.`,
      retryable: true,
    });
  });

  it('that cuts the connection is tried again', async () => {
    const { url } = await receiver((request) => request.socket.destroy());
    expect(await failureOf(call(url))).toMatchObject({ code: 'notify_failed', retryable: true });
  });

  it('that speaks something else is tried again', async () => {
    const { url } = await receiver((request) => request.socket.end('220 mail.example.com ESMTP\r\n'));
    expect(await failureOf(call(url))).toMatchObject({ code: 'notify_failed', retryable: true });
  });

  it('that wants to switch to another protocol is tried again', async () => {
    const { url } = await receiver((request) =>
      request.socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
    );
    expect(await failureOf(call(url))).toMatchObject({ code: 'notify_failed', retryable: true });
  });

  it('that does not answer within 15 s is left and tried again', async () => {
    const { url, host } = await receiver(() => {});
    const failure = failureOf(call(url));
    const [{ socket }] = (await once(servers[0]!, 'request')) as [IncomingMessage];
    clock.advance(14_999);
    expect(socket.closed).toBe(false);
    clock.advance(1);
    expect(await failure).toMatchObject({
      code: 'notify_failed',
      message: `The webhook at ${host} did not answer within 15 s.`,
      retryable: true,
    });
    if (!socket.closed) await once(socket, 'close');
  });

  it('may say what it likes: what counts is the status', async () => {
    const endless = await receiver((_, response) => {
      response.writeHead(200);
      const say = () => response.write('x'.repeat(10_000), say);
      say();
    });
    await call(endless.url);
    const broken = await receiver((_, response) => {
      response.writeHead(200, { 'content-length': 10 }).write('x', () => response.destroy());
    });
    await call(broken.url);
  });

  it('that never ends its answer has taken the notice all the same', async () => {
    const { url } = await receiver((_, response) => response.writeHead(200).write('x'));
    const answered = new Promise<unknown>((resolve) => subscribe('http.client.response.finish', resolve));
    const done = call(url);
    await answered;
    clock.advance(15_000);
    await done;
  });

  it('leaves no timer behind', async () => {
    await call((await answering(200)).url);
    expect(clock.waiting()).toBe(0);
  });
});

describe('a webhook over TLS', () => {
  const tlsReceiver = () =>
    receiver(
      (request, response) => request.resume().on('end', () => response.end()),
      createTlsServer(selfSigned()),
    );

  it('is called when its certificate is trusted', async () => {
    const { host } = await tlsReceiver();
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    // Node warns of it, rightly.
    vi.spyOn(process, 'emitWarning').mockReturnValue();
    await call(`https://${host}/`);
  });

  it('is tried again when its certificate is not, and the hint says how it can be', async () => {
    const { host } = await tlsReceiver();
    expect(await failureOf(call(`https://${host}/`))).toMatchObject({
      code: 'notify_failed',
      message: `The webhook at ${host} could not be reached: DEPTH_ZERO_SELF_SIGNED_CERT.`,
      hint: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
      retryable: true,
    });
  });
});

describe('a webhook that only this machine can reach', () => {
  const isAllowed = allowedHosts([]);

  it.each([
    'https://127.0.0.1:PORT/',
    'https://localhost:PORT/',
    'https://[::ffff:127.0.0.1]:PORT/',
    'http://0x7f.1:PORT/',
  ])('is not even connected to: %s', async (url) => {
    const { port, connections } = await answering(200);
    const webhook = { url: url.replace('PORT', String(port)), secret: SECRET };
    expect(await failureOf(callWebhook(webhook, aNotice(), { isAllowed, clock }))).toMatchObject({
      code: 'notify_refused',
      retryable: false,
    });
    expect(connections).toEqual([]);
  });

  it.each([[['127.0.0.1']], [['8.8.8.8', '127.0.0.1']], [['::ffff:127.0.0.1']]])(
    'is not connected to when its name resolves to %j',
    async (addresses) => {
      const { port, connections } = await answering(200);
      let asked = 0;
      const resolve: Resolve = (_, __, callback) => {
        asked += 1;
        callback(
          null,
          addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        );
      };
      const webhook = { url: `https://hook.example:${port}/`, secret: SECRET };
      expect(await failureOf(callWebhook(webhook, aNotice(), { isAllowed, clock, resolve }))).toMatchObject({
        code: 'notify_refused',
        retryable: false,
      });
      expect(connections).toEqual([]);
      // Nobody is asked a second time: what was looked at is what would have been connected to.
      expect(asked).toBe(1);
    },
  );

  it('has 15 s, also while the name server thinks', async () => {
    const resolve: Resolve = () => queueMicrotask(() => clock.advance(15_000));
    const webhook = { url: 'https://hook.example/', secret: SECRET };
    expect(await failureOf(callWebhook(webhook, aNotice(), { isAllowed, clock, resolve }))).toMatchObject({
      code: 'notify_failed',
      message: 'The webhook at hook.example did not answer within 15 s.',
      retryable: true,
    });
  });

  it('is reached when its name is allowed, whatever it resolves to', async () => {
    await call((await answering(200)).url);
  });
});
