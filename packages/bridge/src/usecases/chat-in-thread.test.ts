import { beforeEach, describe, expect, it } from 'vitest';
import type { LinkReport } from '../domain/link.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { createMemoryThreadLog, type MemoryThreadLog } from '../domain/port/thread-log.fixture.ts';
import type { Upload } from '../domain/upload.ts';
import { createChatInThread, type Saying } from './chat-in-thread.ts';

let threads: MemoryThreadLog;
let links: LinkReport[];
let woken: number;

const UPLOAD: Upload = {
  id: 'f1',
  user: 'bob',
  name: 'a.png',
  type: 'image/png',
  size: 3,
  createdAt: 1,
  hash: '00',
};

beforeEach(() => {
  threads = createMemoryThreadLog();
  links = [];
  woken = 0;
});

function say(saying: Partial<Saying>) {
  let ids = 0;
  const chat = createChatInThread({
    threads,
    uploads: { find: async (id) => (id === UPLOAD.id ? UPLOAD : undefined) },
    links: { known: () => links },
    feed: { wake: () => void woken++ },
    clock: createSteppedClock(),
    newId: () => `id-${++ids}`,
  });
  return chat({ user: 'bob', cid: 'c', thread: 'th', text: 'Hello', attachments: [], ...saying });
}

const linkOf = async (thread: string) => (await threads.thread(thread))?.link;

describe('what somebody says', () => {
  it('begins a thread that is called after it', async () => {
    expect(await say({})).toEqual({ id: 'id-1', seq: 1, at: 1_000_000 });
    expect(await threads.thread('th')).toMatchObject({ title: 'Hello', user: 'bob', link: 'default' });
    expect(woken).toBe(1);
  });

  it('may be nothing but his own file', async () => {
    await say({ text: ' ', attachments: ['f1'] });
    const { user: _, createdAt: __, hash: ___, ...attached } = UPLOAD;
    expect(await threads.after('th', 0, 1)).toMatchObject([{ attachments: [attached] }]);
    expect(await threads.thread('th')).toMatchObject({ title: 'a.png' });
    await expect(say({ user: 'ann', thread: 'x', attachments: ['f1'] })).rejects.toMatchObject({
      code: 'unknown_upload',
    });
    await expect(say({ text: ' ' })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('goes over the link that was chosen, else over one that is there, else over any', async () => {
    links = [
      { name: 'home', isConnected: false, since: 0 },
      { name: 'work', isConnected: true, since: 0 },
    ];
    await say({ thread: 'a', cid: '1', link: 'home' });
    await say({ thread: 'b', cid: '2' });
    links = links.slice(0, 1);
    await say({ thread: 'c', cid: '3' });
    expect(await Promise.all(['a', 'b', 'c'].map(linkOf))).toEqual(['home', 'work', 'home']);
    await expect(say({ thread: 'd', link: 'moon' })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('is whole characters', async () => {
    await say({ text: 'half \ud83d' });
    expect(await threads.after('th', 0, 1)).toMatchObject([{ text: 'half \ufffd' }]);
  });
});
