import { expect } from 'vitest';
import { failure, fresh, type Contract } from './contract.ts';
import type { Wire } from './raw-client.ts';

const ADMIN = ['operator.read', 'operator.write', 'operator.admin'];

/** Finding what was missed. */
export function cursorContract(contract: Contract): void {
  const open = async (name: string) => {
    const client = await contract.connect({ scopes: ADMIN });
    const sessionKey = fresh(name);
    const history = (params: Wire = {}) => client.call('chat.history', { sessionKey, ...params });
    const say = (message: string) => client.ran(message, sessionKey, { idempotencyKey: fresh('run') });
    return { client, sessionKey, history, say };
  };

  contract.prove(['history.cursor', 'events.hidden'], 'gives exactly what was said since', async () => {
    const { client, sessionKey, history, say } = await open('delta');
    await say('one');
    const { deltaCursor: cursor } = await history({ limit: 1 });
    expect(await history({ cursor })).toMatchObject({ kind: 'delta', messages: [] });
    await client.call('sessions.messages.subscribe', { key: sessionKey });
    await say('/tool true');
    const delta = await history({ cursor, limit: 1 });
    expect(delta).toMatchObject({ kind: 'delta', deltaCursor: expect.any(String) });
    const payloads = delta['messages'] as Wire[];
    expect(payloads).toMatchObject([
      {
        sessionKey: `agent:main:${sessionKey}`,
        senderIsOwner: true,
        messageId: expect.any(String),
        messageSeq: 3,
        message: { role: 'user', content: '/tool true' },
        session: { key: `agent:main:${sessionKey}` },
      },
      { messageSeq: 4, message: { role: 'assistant' } },
      { messageSeq: 5, message: { role: 'toolResult' } },
      { messageSeq: 6, message: { role: 'assistant', content: [{ text: 'ECHO: /tool true' }] } },
    ]);
    const rows = (await history())['messages'] as Wire[];
    expect(payloads.map((payload) => payload['message'])).toEqual(rows.slice(2));
    expect(await history({ cursor: delta['deltaCursor'] })).toMatchObject({ kind: 'delta', messages: [] });

    await client.event('session.message', (told) => told['messageSeq'] === 6);
    const told = client.events.filter(({ event }) => event === 'session.message');
    expect(told.map(({ payload }) => payload['messageSeq'])).toEqual([3, 4, 6]);
  });

  contract.prove(['history.cursor.reset', 'history.cursor.alone'], 'says when it cannot tell', async () => {
    const { client, sessionKey, history, say } = await open('lost');
    await say('one');
    const { deltaCursor: cursor } = await history();
    const mixed = 'cursor cannot be used with offset or messageId';
    expect((await failure(history({ cursor, offset: 1 }))).shape.message).toBe(mixed);
    expect((await failure(history({ cursor, messageId: 'x' }))).shape.message).toBe(mixed);
    const elsewhere = await client.call('chat.history', { sessionKey: fresh('other'), cursor });
    expect(elsewhere).toEqual({ kind: 'reset' });
    expect(await history({ cursor: 'garbage' })).toEqual({ kind: 'reset' });

    await client.call('sessions.reset', { key: sessionKey });
    expect(await history({ cursor })).toEqual({ kind: 'reset' });
    const { deltaCursor: after } = await history();
    await say('two');
    expect(await history({ cursor: after })).toMatchObject({
      kind: 'delta',
      messages: [{ messageSeq: 2 }, { messageSeq: 3 }],
    });
    expect(await history({ cursor })).toEqual({ kind: 'reset' });

    await client.call('sessions.delete', { key: sessionKey });
    expect(await history({ cursor: after })).toEqual({ kind: 'reset' });
    expect(await history()).not.toHaveProperty('deltaCursor');
    await say('three');
    expect(await history({ cursor: after })).toEqual({ kind: 'reset' });
  });

  contract.prove(['history.cursor.many'], 'tells only so much at once', async () => {
    const { client, sessionKey, history, say } = await open('many');
    await say('one');
    const { deltaCursor: cursor } = await history();
    const inject = async (count: number) => {
      for (let i = 0; i < count; i += 1) await client.call('chat.inject', { sessionKey, message: `m${i}` });
    };
    await inject(100);
    const delta = await history({ cursor });
    expect([delta['kind'], (delta['messages'] as Wire[]).length]).toEqual(['delta', 100]);
    await inject(101);
    expect(await history({ cursor })).toEqual({ kind: 'reset' });
  });

  contract.prove(['history.offset', 'history.window'], 'shows any part of a session', async () => {
    const { client, sessionKey, history, say } = await open('window');
    await say('one');
    await say('two');
    const before = (await history())['messages'] as { __openclaw: { id: string } }[];
    const page = await history({ limit: 2, offset: 1 });
    expect(page).toMatchObject({ offset: 1, nextOffset: 3, hasMore: true, totalMessages: 4 });
    expect(page['messages']).toEqual(before.slice(1, 3));
    expect(page).not.toHaveProperty('deltaCursor');
    const far = await history({ limit: 2, offset: 20 });
    expect(far).toMatchObject({ messages: [], hasMore: false, totalMessages: 4 });

    const at = (index: number) => before[index]?.__openclaw.id;
    const window = async (messageId: string | undefined, limit: number) =>
      (await history({ messageId, limit }))['messages'];
    expect(await window(at(0), 2)).toEqual(before.slice(0, 2));
    expect(await window(at(2), 3)).toEqual(before.slice(1, 4));
    expect(await window(at(3), 3)).toEqual(before.slice(1, 4));
    expect(await window('unknown', 3)).toEqual([]);
    await client.call('sessions.reset', { key: sessionKey });
    await say('three');
    const past = (await window(at(1), 100)) as Wire[];
    expect(past.slice(0, 4)).toEqual(before);
    expect(past.slice(4)).toMatchObject([{ role: 'system', __openclaw: { kind: 'reset', seq: 5 } }]);
    const [reset] = (await history())['messages'] as { __openclaw: { id: string } }[];
    expect(past[4]).toMatchObject({ __openclaw: { id: reset?.__openclaw.id } });
    expect(await history({ messageId: at(1) })).not.toHaveProperty('deltaCursor');

    // The mark of a reset leads on as long as there was no other one.
    const idsOf = (rows: unknown) =>
      (rows as { __openclaw: { id: string } }[]).map((row) => row.__openclaw.id);
    const middle = idsOf((await history())['messages']);
    expect(idsOf(await window(middle[0], 100))).toEqual(middle);
    await client.call('sessions.reset', { key: sessionKey });
    await say('four');
    const [last] = idsOf((await history())['messages']);
    expect(idsOf(await window(middle[0], 100))).toEqual(idsOf(past));
    expect(idsOf(await window(middle[1], 100))).toEqual([...middle.slice(1), last]);
  });
}
