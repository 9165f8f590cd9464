import { beforeEach, describe, expect, it } from 'vitest';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { createMemoryThreadLog, type MemoryThreadLog } from '../domain/port/thread-log.fixture.ts';
import type { ToolUse } from '../domain/thread.ts';
import type { WebUser } from '../domain/web-user.ts';
import { createFindAddressee } from './find-addressee.ts';
import { createTakeReply, type TakeReply } from './take-reply.ts';

const PEOPLE: readonly WebUser[] = [
  { id: 'u1', name: 'Bob', createdAt: 1 },
  { id: 'u2', name: 'u1', createdAt: 1 },
  { id: 'u3', name: 'Eve', createdAt: 1, revokedAt: 2 },
];

let threads: MemoryThreadLog;
let tools: ToolUse[];
let replies: TakeReply;
const answered: string[] = [];

beforeEach(() => {
  threads = createMemoryThreadLog();
  tools = [];
  answered.length = 0;
  let ids = 0;
  replies = createTakeReply({
    threads,
    uploads: { find: async () => undefined },
    addressees: createFindAddressee({
      threads,
      webUsers: {
        find: async (id) => PEOPLE.find((one) => one.id === id),
        findByName: async (name) =>
          PEOPLE.find((one) => one.name.toLowerCase() === name.toLowerCase() && one.revokedAt === undefined),
      },
    }),
    turns: { toolsOf: () => tools, answered: (_thread, turn) => void answered.push(turn) },
    feed: { wake() {} },
    clock: createSteppedClock(),
    newId: () => `id-${++ids}`,
  });
});

const answer = (text: string, more: { turn?: string; isFinal?: boolean; attachments?: string[] } = {}) =>
  ({ kind: 'answered', text, attachments: [], isFinal: true, ...more }) as const;

describe('what an agent says', () => {
  it('finds people by id, then by name, and nobody who is not welcome any more', async () => {
    const take = (user: string, nonce: string) =>
      replies.take({ link: 'default', nonce, to: { user }, reply: answer('Hi') });
    await take('U1', 'a');
    await take('bob', 'b');
    await take('OWNER', 'c');
    expect((await threads.threads('u1', 10)).map(({ newest }) => newest)).toEqual([2]);
    expect(await threads.threads('owner', 10)).toHaveLength(1);
    await expect(take('eve', 'd')).rejects.toMatchObject({ code: 'unknown_user', retryable: false });
    await expect(take('u3', 'e')).rejects.toMatchObject({ code: 'unknown_user' });
  });

  it('is written once, although the person has used another thread since', async () => {
    const spoken = { link: 'default', nonce: 'n', to: { user: 'u1' }, reply: answer('Hi') };
    const id = await replies.take(spoken);
    const begin = { id: 'later', user: 'u1', link: 'default', title: 'x', createdAt: 9e12 };
    const said = { kind: 'notice', text: 'x' } as const;
    await threads.append({ id: 'x', thread: 'later', said, at: 9e12, key: 'x' }, begin);
    expect(await replies.take(spoken)).toBe(id);
    expect(await replies.find('default', 'n')).toBe(id);
    expect(await replies.find('other', 'n')).toBeUndefined();
  });

  it('has with it what was done for it, once it is final', async () => {
    await replies.take({ link: 'default', nonce: 'n', to: { user: 'u1' }, reply: answer('Hi') });
    const [thread] = await threads.threads('u1', 1);
    const to = { user: 'u1', thread: thread?.id };
    tools = [{ id: 't', name: 'exec', title: 'Exec ls', status: 'running' }];
    const remark = answer('Let me look', { turn: 'm', isFinal: false });
    await replies.take({ link: 'default', nonce: 'o', to, reply: remark });
    await replies.take({ link: 'default', nonce: 'p', to, reply: answer('There', { turn: 'm' }) });
    const written = await threads.after(thread?.id ?? '', 1, 10);
    expect(written.map((entry) => 'tools' in entry && entry.tools?.map(({ status }) => status))).toEqual([
      false,
      ['completed'],
    ]);
    expect(answered).toEqual(['m']);
  });

  it('has no file with it that is not here', async () => {
    const reply = answer('Look', { attachments: ['nowhere'] });
    const taking = replies.take({ link: 'default', nonce: 'n', to: { user: 'u1' }, reply });
    await expect(taking).rejects.toMatchObject({ code: 'unknown_upload' });
  });
});
