import { expect } from 'vitest';
import { fresh, type Contract } from './contract.ts';
import type { RawClient, Wire } from './raw-client.ts';

const ADMIN = ['operator.read', 'operator.write', 'operator.admin'];

/** Who says something, and with what. */
export function inboundContract(contract: Contract): void {
  contract.prove(['events.inbound'], 'tells what people say over a channel', async () => {
    const client = await contract.connect({ caps: ['session-scoped-events'] });
    await client.call('sessions.subscribe');
    const { channel } = contract.gateway;
    const sessionKey = `agent:main:${channel}:direct:${fresh('person')}`;
    const heard = (text: string) =>
      client.event('session.message', (told) => (told['message'] as Wire)['content'] === text);
    for (const from of ['owner', 'stranger']) {
      await contract.gateway.receive({ sessionKey, from, text: `I am the ${from}` });
      expect(await heard(`I am the ${from}`)).toMatchObject({
        sessionKey,
        senderIsOwner: from === 'owner',
        message: { role: 'user', __openclaw: { senderIsOwner: from === 'owner' } },
        deliveryContext: { channel, to: from, accountId: 'default' },
        lastChannel: channel,
        lastTo: from,
        lastAccountId: 'default',
        session: { key: sessionKey, deliveryContext: { channel, to: from } },
      });
    }
  });

  contract.prove(['history.owner'], 'knows whether the owner speaks', async () => {
    const admin = await contract.connect({ scopes: ADMIN });
    const writer = await contract.connect();
    const marked = async (client: RawClient, via: 'agent' | 'chat.send') => {
      const key = fresh('who');
      const params = { message: 'hi', sessionKey: key, idempotencyKey: key };
      await client.call(via, params);
      await client.call('agent.wait', { runId: key, timeoutMs: 9000 });
      const { messages } = await admin.call('chat.history', { sessionKey: key });
      return (messages as { __openclaw: Wire }[])[0]?.__openclaw['senderIsOwner'];
    };
    expect(await marked(admin, 'agent')).toBe(true);
    expect(await marked(admin, 'chat.send')).toBe(true);
    expect(await marked(writer, 'agent')).toBe(false);
    expect(await marked(writer, 'chat.send')).toBeUndefined();
  });

  contract.prove(['history.media'], 'remembers the files that came with a message', async () => {
    const client = await contract.connect({ scopes: ADMIN });
    const key = fresh('file');
    const file = { type: 'file', mimeType: 'text/plain', fileName: 'a.txt', content: 'aGV5' };
    const params = { message: 'see', sessionKey: key, idempotencyKey: key, attachments: [file] };
    await client.call('chat.send', params);
    await client.call('agent.wait', { runId: key, timeoutMs: 9000 });
    const { messages } = await client.call('chat.history', { sessionKey: key });
    const row = {
      role: 'user',
      content: 'see',
      __openclaw: {
        id: expect.any(String),
        media: [
          {
            url: expect.stringMatching(/^media:\/\/inbound\/a---[0-9a-f-]{36}\.txt$/),
            contentType: 'text/plain',
            kind: 'document',
            fileName: 'a.txt',
            sizeBytes: 3,
          },
        ],
      },
    };
    const [first] = messages as { __openclaw: { id: string } }[];
    expect(first).toMatchObject(row);
    const messageId = first?.__openclaw.id;
    const one = await client.call('chat.message.get', { sessionKey: key, messageId });
    expect(one).toMatchObject({ ok: true, message: row });
  });

  contract.prove(
    ['events.changed', 'events.new'],
    'tells when a session is busy and when it is not',
    async () => {
      const client = await contract.connect({ scopes: ADMIN, caps: ['session-scoped-events'] });
      const one = await contract.connect();
      await client.call('sessions.subscribe');
      const key = fresh('busy');
      const full = `agent:main:${key}`;
      await one.call('sessions.messages.subscribe', { key });
      const changed = (isBusy: boolean) =>
        client.event(
          'sessions.changed',
          (told) => told['sessionKey'] === full && told['hasActiveRun'] === isBusy,
        );
      await client.ran('hi', key);
      expect(await changed(true)).toMatchObject({
        agentId: 'main',
        session: { key: full, hasActiveRun: true },
      });
      expect(await changed(false)).toMatchObject({ session: { hasActiveRun: false } });
      await client.event('sessions.changed', (told) => told['reason'] === 'agent.input.settled');
      expect(one.events.map(({ event }) => event)).not.toContain('sessions.changed');

      const anew = fresh('new');
      await client.call('chat.send', { message: '/new', sessionKey: key, idempotencyKey: anew });
      const question = await client.event(
        'session.message',
        (told) => (told['message'] as Wire)['content'] === '/new',
      );
      expect(question).toMatchObject({ sessionKey: full, messageSeq: 2 });
      await client.event('session.message', (told) => told['messageSeq'] === 3);
      expect(await client.call('chat.history', { sessionKey: key })).toMatchObject({
        messages: [
          { role: 'system' },
          { role: 'user', content: '/new' },
          { role: 'assistant', content: [{ text: '✅ New session started.' }] },
        ],
      });
      const reasons = client.events.map(({ payload }) => payload['reason']);
      expect(reasons).not.toContain('new');
      expect(reasons).not.toContain('reset');
    },
  );
}
