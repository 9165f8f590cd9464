import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutgoingMessage } from '../domain/port/message-sender.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import type { ConfiguredNotifier } from '../domain/receiver.ts';
import { aNotice } from './notice.fixture.ts';
import { createNotifier } from './notifier.ts';

let server: Server;
let host: string;
const posts: { headers: IncomingMessage['headers']; body: string }[] = [];
const messages: OutgoingMessage[] = [];

beforeEach(async () => {
  posts.length = messages.length = 0;
  server = createServer((request, response) => {
    const take = (body: string) => {
      posts.push({ headers: request.headers, body });
      response.end();
    };
    text(request).then(take, expect.fail);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  host = `localhost:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.close().closeAllConnections();
});

const named = (name: string, receiver: ConfiguredNotifier['receiver']) => ({ name, always: false, receiver });

const notifier = (allowed: readonly string[] = [host]) =>
  createNotifier({
    notifiers: [
      named('hook', { kind: 'webhook', url: `http://${host}/own`, secret: 'its-own-secret' }),
      named('plain-hook', { kind: 'webhook', url: `http://${host}/plain` }),
      named('bell', { kind: 'command', command: [process.execPath, '-e', 'process.exit(0)'] }),
      named('broken-bell', { kind: 'command', command: [process.execPath, '-e', 'process.exit(9)'] }),
      named('phone', { kind: 'route', channel: 'signal', to: '+491', accountId: 'me', instance: 'work' }),
    ],
    messages: {
      async sendMessage(message) {
        messages.push(message);
        return { channel: message.channel, raw: {} };
      },
    },
    defaultInstance: 'home',
    secret: () => 'secret-of-all',
    allowedHosts: allowed,
    environment: {},
    clock: createSteppedClock(),
  });

/** Who signed it, by trying. */
function signerOf({ headers, body }: (typeof posts)[number]): string | undefined {
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const by = (secret: string) => `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`;
  return ['its-own-secret', 'secret-of-all'].find((secret) => by(secret) === headers['webhook-signature']);
}

describe('the notifier', () => {
  it('calls a webhook by its address', async () => {
    await notifier().notify(`http://${host}/`, aNotice());
    expect(posts.map(signerOf)).toEqual(['secret-of-all']);
  });

  it('calls webhooks by their names, each with its secret', async () => {
    await notifier().notify('hook', aNotice());
    await notifier().notify('plain-hook', aNotice());
    expect(posts.map(signerOf)).toEqual(['its-own-secret', 'secret-of-all']);
  });

  it('runs a command by its name', async () => {
    await notifier().notify('bell', aNotice());
    await expect(notifier().notify('broken-bell', aNotice())).rejects.toMatchObject({
      code: 'notify_failed',
    });
  });

  it('sends a message over a channel, of the default instance unless it is configured otherwise', async () => {
    await notifier().notify('telegram:123', aNotice());
    await notifier().notify('phone', aNotice());
    expect(messages).toEqual([
      { instance: 'home', id: 'delivery-1', channel: 'telegram', to: '123', text: expect.any(String) },
      {
        instance: 'work',
        id: 'delivery-1',
        channel: 'signal',
        to: '+491',
        accountId: 'me',
        text: expect.any(String),
      },
    ]);
  });

  it.each(['hook', 'bell', 'phone', 'telegram:123', 'https://example.com/hook'])('can tell %s', (target) => {
    expect(notifier().check(target)).toBeUndefined();
  });

  it.each([
    ['hok', 'No notifier is named "hok".', 'Did you mean "hook"?'],
    [
      'somebody',
      'No notifier is named "somebody".',
      /^Configured are: hook, plain-hook, bell, broken-bell, phone\./,
    ],
    [
      'https://127.0.0.1/',
      'The webhook at 127.0.0.1 is not on the public internet.',
      /--webhook-hosts 127\.0\.0\.1/,
    ],
    ['http://example.com/', 'The webhook at example.com would be called without encryption.', /https/],
    ['to whom it may concern', /is nobody that can be notified/, /<channel>:<recipient>/],
  ])('cannot tell %s, and says so before a task is accepted', async (target, message, hint) => {
    const check = () => notifier().check(target);
    expect(check).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        message: typeof message === 'string' ? message : expect.stringMatching(message),
        hint: typeof hint === 'string' ? hint : expect.stringMatching(hint),
      }),
    );
    // A name may be known to another process of the same store.
    const retryable = /^\w+$/.test(target);
    await expect(notifier().notify(target, aNotice())).rejects.toMatchObject({ retryable });
  });

  it('refuses a configured webhook too when its host is not allowed', async () => {
    expect(() => notifier([]).check('hook')).toThrow(expect.objectContaining({ code: 'invalid_input' }));
    await expect(notifier([]).notify('hook', aNotice())).rejects.toMatchObject({ code: 'notify_refused' });
    expect(posts).toEqual([]);
  });

  it('refuses a name that is no longer configured when the notice goes out', async () => {
    await expect(notifier().notify('gone', aNotice())).rejects.toMatchObject({ code: 'notify_refused' });
  });
});
