import { expect } from 'vitest';
import { failure, fresh, type Contract } from './contract.ts';
import type { RawClient, Wire } from './raw-client.ts';

const ADMIN = ['operator.read', 'operator.write', 'operator.admin'];

/** Sessions and their routes. */
export function sessionsContract(contract: Contract): void {
  const seedGroup = async () => {
    const name = fresh('group');
    const sessionKey = `agent:main:telegram:group:${name}`;
    const route = { channel: 'telegram', to: `-${name}`, accountId: 'house', threadId: 7 };
    await contract.gateway.seedConversation({ sessionKey, ...route, displayName: `The ${name}` });
    return { name, sessionKey, route };
  };

  contract.prove(
    ['sessions.route', 'sessions.describe', 'sessions.titles'],
    'tells where a session leads to',
    async () => {
      const client = await contract.connect({ scopes: ADMIN });
      const { name, sessionKey, route } = await seedGroup();
      const told = {
        key: sessionKey,
        sessionId: expect.any(String),
        kind: 'group',
        displayName: `The ${name}`,
        deliveryContext: route,
        lastChannel: 'telegram',
        lastTo: `-${name}`,
        lastAccountId: 'house',
        lastThreadId: 7,
        channel: 'telegram',
        updatedAt: expect.any(Number),
      };
      const { session } = await client.call('sessions.describe', { key: sessionKey });
      expect(session).toMatchObject(told);
      const unknown = await client.call('sessions.describe', { key: fresh('unknown') });
      expect(unknown).toEqual({ session: null });

      await client.call('chat.inject', { sessionKey, message: 'hello' });
      const plain = await client.call('sessions.list', { search: name });
      expect(plain).toMatchObject({ sessions: [told] });
      expect(sessions(plain)[0]).not.toHaveProperty('derivedTitle');
      expect(sessions(plain)[0]).not.toHaveProperty('lastMessagePreview');
      const asked = { search: name, includeDerivedTitles: true, includeLastMessage: true };
      expect(await client.call('sessions.list', asked)).toMatchObject({
        sessions: [{ ...told, derivedTitle: `The ${name}`, lastMessagePreview: 'hello' }],
      });

      const sessionKey2 = `agent:main:telegram:${fresh('direct')}`;
      await contract.gateway.seedConversation({ sessionKey: sessionKey2, channel: 'telegram', to: 'bob' });
      const direct = (await client.call('sessions.describe', { key: sessionKey2 }))['session'] as Wire;
      expect(direct).toMatchObject({ kind: 'direct', deliveryContext: { channel: 'telegram', to: 'bob' } });
      expect(direct).not.toHaveProperty('lastAccountId');
      expect(direct).not.toHaveProperty('displayName');
    },
  );

  contract.prove(['sessions.page', 'sessions.search'], 'pages and searches', async () => {
    const client = await contract.connect();
    const { name, sessionKey } = await seedGroup();
    const label = fresh('Label');
    const labelled = `agent:main:telegram:${fresh('direct')}`;
    await contract.gateway.seedConversation({ sessionKey: labelled, channel: 'telegram', to: 'bob', label });
    const found = async (search: string) =>
      sessions(await client.call('sessions.list', { search })).map(({ key }) => key);
    expect(await found(`THE ${name}`)).toEqual([sessionKey]);
    expect(await found(`group:${name}`)).toEqual([sessionKey]);
    expect(await found(label.toLowerCase())).toEqual([labelled]);
    expect(await found('house')).toEqual([]);

    const first = await client.call('sessions.list', { limit: 1 });
    expect(first).toMatchObject({ ts: expect.any(Number), count: 1, nextOffset: 1, hasMore: true });
    const second = await client.call('sessions.list', { limit: 1, offset: 1 });
    expect(second).toMatchObject({ count: 1, offset: 1, totalCount: first['totalCount'] });
    expect(sessions(second)[0]?.['key']).not.toBe(sessions(first)[0]?.['key']);
    const last = await client.call('sessions.list', { limit: 10, offset: 10_000 });
    expect(last).toMatchObject({ count: 0, nextOffset: null, hasMore: false, sessions: [] });
  });

  contract.prove(['sessions.get'], 'reads the end of a session', async () => {
    const client = await contract.connect();
    const key = fresh('get');
    await client.ran('/long 9000', key);
    const { messages } = await client.call('sessions.get', { key, limit: 1 });
    expect(messages).toMatchObject([{ role: 'assistant', content: [{ text: 'x'.repeat(9000) }] }]);
    expect(await client.call('sessions.get', { key: fresh('unknown') })).toEqual({ messages: [] });
  });

  contract.prove(
    ['sessions.reset', 'sessions.delete', 'sessions.admin', 'history.raw-seq', 'events.changed.reset'],
    'begins anew, and forgets',
    async () => {
      const client = await contract.connect({ scopes: ADMIN });
      await client.call('sessions.subscribe');
      const key = fresh('anew');
      const full = `agent:main:${key}`;
      const changed = (reason: string) =>
        client.event('sessions.changed', (told) => told['sessionKey'] === full && told['reason'] === reason);
      await client.ran('one', key);
      const before = await history(client, key);

      expect(await client.call('sessions.reset', { key })).toMatchObject({ ok: true, key: full });
      expect(await changed('reset')).toMatchObject({ hasActiveRun: false, agentId: 'main' });
      const reset = await history(client, key);
      expect(reset.sessionId).toBe(before.sessionId);
      expect(reset.messages).toMatchObject([
        { role: 'system', content: [{ type: 'text', text: 'Reset' }], __openclaw: { kind: 'reset', seq: 1 } },
      ]);
      await client.ran('two', key, { idempotencyKey: `${key}-2` });
      const after = await history(client, key);
      expect(after.messages.map(seqOf)).toEqual([1, 2, 3]);
      const raw = [...before.messages, ...after.messages].map(rawSeqOf);
      expect(raw).toEqual(raw.toSorted((a, b) => a - b));
      expect(new Set(raw).size).toBe(raw.length);

      expect(await client.call('sessions.delete', { key })).toMatchObject({ ok: true, deleted: true });
      expect(await changed('delete')).toMatchObject({ sessionId: before.sessionId });
      expect(await client.call('sessions.describe', { key })).toEqual({ session: null });
      expect(await client.call('sessions.delete', { key })).toMatchObject({ ok: true, deleted: false });
      await client.ran('three', key, { idempotencyKey: `${key}-3` });
      const anew = await history(client, key);
      expect(anew.messages).toHaveLength(2);
      expect(anew.sessionId).not.toBe(before.sessionId);

      const writer = await contract.connect();
      for (const [method, params] of [
        ['sessions.reset', { key }],
        ['sessions.delete', { key }],
        ['chat.inject', { sessionKey: key, message: 'no' }],
      ] as const) {
        const { shape } = await failure(writer.call(method, params));
        expect(shape.details).toMatchObject({ missingScope: 'operator.admin' });
      }
    },
  );

  contract.prove(['history.inject'], 'says what it is told to say', async () => {
    const client = await contract.connect({ scopes: ADMIN });
    const key = fresh('inject');
    await client.ran('hi', key);
    await client.call('sessions.messages.subscribe', { key });
    const { ok, messageId } = await client.call('chat.inject', { sessionKey: key, message: 'a note' });
    expect(ok).toBe(true);
    const told = await client.event('session.message', (message) => message['messageId'] === messageId);
    expect(told).toMatchObject({
      messageSeq: 3,
      message: { role: 'assistant', content: [{ type: 'text', text: 'a note' }] },
    });
    expect(told).not.toHaveProperty('runId');
    const stranger = await failure(client.call('chat.inject', { sessionKey: fresh('none'), message: 'hi' }));
    expect(stranger.shape.message).toBe('session not found');
  });
}

function sessions(list: Wire): readonly Wire[] {
  return list['sessions'] as Wire[];
}

async function history(
  client: RawClient,
  sessionKey: string,
): Promise<{ sessionId: unknown; messages: readonly Wire[] }> {
  const { sessionId, messages } = await client.call('chat.history', { sessionKey });
  return { sessionId, messages: messages as Wire[] };
}

function seqOf(row: Wire): number {
  return (row['__openclaw'] as { seq: number }).seq;
}

function rawSeqOf(row: Wire): number {
  return (row['__openclaw'] as { transcriptPosition: { rawSeq: number } }).transcriptPosition.rawSeq;
}
