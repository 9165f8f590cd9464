import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../domain/conversation.ts';
import type { AgentRunner } from '../domain/port/agent-runner.ts';
import type { Conversations } from '../domain/port/conversations.ts';
import { createStop } from '../domain/stop.ts';

/** A gateway with an adapter on it. */
export interface ConversationsSetup {
  readonly gateway: Conversations & AgentRunner;
  /** Makes a session with a route, without a word in it. */
  seed(conversation: Route & { readonly sessionKey: string; readonly displayName: string }): Promise<void>;
  teardown(): Promise<void>;
}

/** The promises of the Conversations port, on the simulator and on the real gateway. */
export function describeConversations(name: string, setup: () => Promise<ConversationsSetup>): void {
  describe(`Conversations contract: ${name}`, () => {
    let world: ConversationsSetup;

    beforeAll(async () => {
      world = await setup();
    });
    afterAll(async () => {
      await world.teardown();
    });

    const say = async (sessionKey: string, message: string) => {
      const run = { instance: 'it', id: `task_${randomUUID()}`, sessionKey, message, timeoutMs: 60_000 };
      await world.gateway.run(run, { signal: createStop().signal, onProgress() {} });
    };
    /** A session in which these questions were asked. */
    const sessionWith = async (...questions: readonly string[]) => {
      const sessionKey = `read:${randomUUID()}`;
      for (const question of questions) await say(sessionKey, question);
      return { instance: 'it', sessionKey };
    };
    const texts = (messages: readonly { readonly text: string }[]) => messages.map(({ text }) => text);

    it('lists sessions page by page, the most recently changed first', async () => {
      const tag = randomUUID();
      for (const one of ['a', 'b', 'c']) await say(`read:${tag}:${one}`, 'hello');
      const query = { instance: 'it', search: tag, limit: 2 };
      const first = await world.gateway.sessions({ ...query, offset: 0 });
      expect(first.sessions.map(({ key }) => key)).toEqual([
        `agent:main:read:${tag}:c`,
        `agent:main:read:${tag}:b`,
      ]);
      expect(first.nextOffset).toBe(2);
      expect(first.now).toBeGreaterThanOrEqual(first.sessions[0]?.updatedAt ?? Infinity);
      const second = await world.gateway.sessions({ ...query, offset: 2 });
      expect(second.sessions).toMatchObject([
        { instance: 'it', key: `agent:main:read:${tag}:a`, isActive: false, sessionId: expect.any(String) },
      ]);
      expect(second.nextOffset).toBeUndefined();
    });

    it('tells the last message only when asked to', async () => {
      const tag = randomUUID();
      await say(`read:${tag}`, 'hello');
      const query = { instance: 'it', search: tag, limit: 1, offset: 0 };
      const [plain] = (await world.gateway.sessions(query)).sessions;
      expect(plain?.lastMessagePreview).toBeUndefined();
      const [full] = (await world.gateway.sessions({ ...query, withLastMessages: true })).sessions;
      expect(full?.lastMessagePreview).toBe('ECHO: hello');
    });

    it('finds one session by its full key and by a shorter one', async () => {
      const place = await sessionWith('hello');
      const key = `agent:main:${place.sessionKey}`;
      const found = await world.gateway.session(place);
      expect(found).toMatchObject({
        instance: 'it',
        key,
        isActive: false,
        lastMessagePreview: 'ECHO: hello',
      });
      expect(await world.gateway.session({ ...place, sessionKey: key })).toEqual(found);
    });

    it.each(['', 'agent:main:nobody-knows'])('knows no session "%s"', async (sessionKey) => {
      expect(await world.gateway.session({ instance: 'it', sessionKey })).toBeUndefined();
    });

    it('tells the route of a session that has one, and of no other', async () => {
      const place = await sessionWith('hello');
      expect((await world.gateway.session(place))?.route).toBeUndefined();
      const sessionKey = `agent:main:telegram:group:${randomUUID()}`;
      const route = { channel: 'telegram', to: '-1001', accountId: 'bot', threadId: 7 };
      await world.seed({ sessionKey, displayName: 'TG group', ...route });
      const seeded = { key: sessionKey, displayName: 'TG group', route };
      expect(await world.gateway.session({ instance: 'it', sessionKey })).toMatchObject(seeded);
      const query = { instance: 'it', search: sessionKey, limit: 5, offset: 0 };
      expect((await world.gateway.sessions(query)).sessions).toMatchObject([seeded]);
    });

    it('reads the newest rows oldest first, then those before them', async () => {
      const place = await sessionWith('one', 'two');
      const newest = await world.gateway.newest({ ...place, limit: 3 });
      expect(texts(newest.messages)).toEqual(['ECHO: one', 'two', 'ECHO: two']);
      expect(newest).toMatchObject({ hasMore: true, sessionId: expect.any(String) });
      const before = await world.gateway.newest({ ...place, limit: 3, offset: 3 });
      expect(before).toMatchObject({
        hasMore: false,
        messages: [{ text: 'one', role: 'user', seq: 1, sessionKey: `agent:main:${place.sessionKey}` }],
      });
    });

    it('reads the newest rows with their whole texts', async () => {
      const place = await sessionWith('one', '/long 30000');
      const tail = await world.gateway.tail({ ...place, limit: 3 });
      expect(texts(tail)).toEqual(['ECHO: one', '/long 30000', 'x'.repeat(30_000)]);
      const { messages } = await world.gateway.newest({ ...place, limit: 3 });
      expect(tail.map(({ id }) => id)).toEqual(messages.map(({ id }) => id));
    });

    it('reads nothing from a session nobody knows', async () => {
      const place = { instance: 'it', sessionKey: `agent:main:nobody:${randomUUID()}` };
      expect(await world.gateway.newest({ ...place, limit: 5 })).toMatchObject({
        messages: [],
        hasMore: false,
      });
      expect(await world.gateway.tail({ ...place, limit: 5 })).toEqual([]);
      expect(await world.gateway.around({ ...place, messageId: 'm', limit: 5 })).toEqual([]);
      expect(await world.gateway.message({ ...place, messageId: 'm' })).toBeUndefined();
    });

    it('reads exactly what was said after a cursor', async () => {
      const place = await sessionWith('one');
      const { cursor = '' } = await world.gateway.newest({ ...place, limit: 10 });
      await say(place.sessionKey, 'two');
      const news = await world.gateway.since({ ...place, cursor });
      const whole = await world.gateway.newest({ ...place, limit: 2 });
      expect(texts(news?.messages ?? [])).toEqual(['two', 'ECHO: two']);
      expect(news?.messages.map(({ id, position }) => ({ id, position }))).toEqual(
        whole.messages.map(({ id, position }) => ({ id, position })),
      );
      expect(news?.messages[0]).toMatchObject({ sessionKey: `agent:main:${place.sessionKey}` });
      const nothing = await world.gateway.since({ ...place, cursor: news?.cursor ?? '' });
      expect(nothing).toMatchObject({ messages: [], hasMore: false });
    });

    it('says that it cannot tell what came after a cursor it does not know', async () => {
      const place = await sessionWith('one');
      expect(await world.gateway.since({ ...place, cursor: 'from another world' })).toBeUndefined();
    });

    it('reads what is around a row', async () => {
      const place = await sessionWith('one', 'two', 'three');
      const { messages } = await world.gateway.newest({ ...place, limit: 10 });
      const messageId = messages[2]?.id ?? '';
      const around = await world.gateway.around({ ...place, messageId, limit: 3 });
      expect(around.map(({ id }) => id)).toContain(messageId);
      expect(around.length).toBeLessThanOrEqual(3);
      expect(around).toEqual(around.toSorted((one, other) => (one.seq ?? 0) - (other.seq ?? 0)));
      expect(await world.gateway.around({ ...place, messageId: 'nobody', limit: 3 })).toEqual([]);
    });

    it('reads one row with its whole text, which its history cuts', async () => {
      const place = await sessionWith('/long 30000');
      const [, answer] = (await world.gateway.newest({ ...place, limit: 2 })).messages;
      expect(answer?.text.length).toBeLessThan(9_000);
      const whole = await world.gateway.message({ ...place, messageId: answer?.id ?? '' });
      expect(whole).toMatchObject({ id: answer?.id, role: 'assistant', text: 'x'.repeat(30_000) });
      expect(await world.gateway.message({ ...place, messageId: 'nobody' })).toBeUndefined();
    });
  });
}
