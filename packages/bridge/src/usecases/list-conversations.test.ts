import { describe, expect, it } from 'vitest';
import { EVERYTHING, type AllowList } from '../domain/allow-list.ts';
import type { Session } from '../domain/conversation.ts';
import { anInstance } from '../domain/instance.fixture.ts';
import type { Conversations, SessionQuery } from '../domain/port/conversations.ts';
import { OWNER, type Principal } from '../domain/principal.ts';
import { createListConversations } from './list-conversations.ts';

const instances = [anInstance()];

function aSession(name: string, channel?: string): Session {
  const route = channel === undefined ? {} : { route: { channel, to: name } };
  return { instance: 'home', key: `agent:main:${name}`, isActive: false, ...route };
}

/** Every third session has a route, telegram and whatsapp by turns. */
function listed(count: number) {
  const channels = ['telegram', undefined, undefined, 'whatsapp', undefined, undefined];
  const all = Array.from({ length: count }, (_, i) => aSession(`s${i}`, channels[i % channels.length]));
  const queries: SessionQuery[] = [];
  const conversations: Pick<Conversations, 'sessions'> = {
    async sessions(query: SessionQuery) {
      queries.push(query);
      const { offset, limit } = query;
      const next = offset + limit;
      return {
        sessions: all.slice(offset, next),
        now: 0,
        ...(next < all.length ? { nextOffset: next } : {}),
      };
    },
  };
  return { queries, list: createListConversations({ instances, conversations }) };
}

const names = (sessions: readonly Session[]) => sessions.map(({ key }) => key.replace('agent:main:', ''));

const only = (allow: Partial<AllowList>): Principal => ({
  ...OWNER,
  allow: [{ ...EVERYTHING, ...allow }],
});

describe('the list of conversations', () => {
  it('is filtered before it is limited', async () => {
    const { list } = listed(12);
    const channel = 'WhatsApp';
    const page = await list({ principal: OWNER, limit: 1, channel });
    expect(names(page.sessions)).toEqual(['s3']);
  });

  it('goes on where a page ended, and misses none', async () => {
    const { list } = listed(700);
    const seen: string[] = [];
    for (let cursor: string | undefined = undefined as string | undefined; ;) {
      const page = await list({ principal: OWNER, limit: 7, cursor });
      seen.push(...names(page.sessions));
      cursor = page.nextCursor;
      if (cursor === undefined) break;
    }
    expect(seen).toEqual(Array.from({ length: 234 }, (_, i) => `s${i * 3}`));
  });

  it('shows sessions without a route to who wants them', async () => {
    const { list } = listed(4);
    const page = await list({ principal: OWNER, limit: 10, withUnrouted: true });
    expect(names(page.sessions)).toEqual(['s0', 's1', 's2', 's3']);
  });

  it('shows nobody what he may not see', async () => {
    const { list } = listed(12);
    const page = await list({ principal: only({ channels: ['telegram'] }), limit: 10 });
    expect(names(page.sessions)).toEqual(['s0', 's6']);
    const none = await list({ principal: only({ agents: ['other'] }), limit: 10 });
    expect(none.sessions).toEqual([]);
  });

  it('refuses a cursor that is none', async () => {
    const { list } = listed(1);
    await expect(list({ principal: OWNER, limit: 1, cursor: 'x' })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});
