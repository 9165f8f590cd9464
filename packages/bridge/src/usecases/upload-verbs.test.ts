import { createHash, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import type { Store } from '../domain/port/store.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { createUploads, type UploadVerbs } from './upload-verbs.ts';

const MB = 1024 * 1024;

let temp: TempStore;
let store: Store;
let files: UploadVerbs;

beforeEach(() => {
  temp = createTempStore();
  store = temp.open();
  files = createUploads({
    uploads: store.uploads,
    clock: createSteppedClock(),
    newId: () => randomUUID(),
    sha256() {
      const hash = createHash('sha256');
      return { update: (bytes) => void hash.update(bytes), end: () => hash.digest('hex') };
    },
    maxBytes: MB,
    quotaBytes: 3 * MB,
  });
});
afterEach(() => temp.discard());

/** So many bytes, in pieces as a network sends them. */
async function* pieces(size: number, piece = 10_007): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < size; sent += piece) yield new Uint8Array(Math.min(piece, size - sent)).fill(65);
}

const put = (size: number, over: { user?: string; type?: string } = {}) =>
  files.storeUpload({ user: 'bob', name: 'a.txt', type: 'text/plain', bytes: pieces(size), ...over });

async function readAll(id: string, user?: string): Promise<Buffer> {
  const { bytes } = await files.readUpload({ id, user });
  const read: Uint8Array[] = [];
  for await (const piece of bytes) read.push(piece);
  return Buffer.concat(read);
}

describe('a file', () => {
  it.each([1, 256 * 1024, 256 * 1024 + 1, MB])('of %d bytes is read as it came', async (size) => {
    const upload = await put(size);
    const bytes = Buffer.alloc(size, 65);
    expect(upload).toMatchObject({ size, type: 'text/plain', name: 'a.txt', user: 'bob' });
    expect(upload.hash).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect((await readAll(upload.id, 'bob')).equals(bytes)).toBe(true);
  });

  it('is there for whoever put it there and for the agent, and for nobody else', async () => {
    const { id } = await put(10);
    expect(await readAll(id)).toHaveLength(10);
    await expect(readAll(id, 'eve')).rejects.toMatchObject({ code: 'unknown_upload' });
    await expect(readAll('nothing', 'bob')).rejects.toMatchObject({ code: 'unknown_upload' });
  });

  it.each([
    ['too large', MB + 1, 'text/plain'],
    ['empty', 0, 'text/plain'],
    ['no image, and claims to be one', 10, 'image/png'],
  ])('is refused when it is %s, and takes no room', async (_, size, type) => {
    await expect(put(size, { type })).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await store.uploads.sizeOf('bob')).toBe(0);
  });

  it('that arrives while the room for another one is looked at counts all the same', async () => {
    const { sizeOf } = store.uploads;
    const looks: (() => void)[] = [];
    const slow = createUploads({
      uploads: {
        ...store.uploads,
        async sizeOf(user) {
          const size = await sizeOf(user);
          await new Promise<void>((resolve) => looks.push(resolve));
          return size;
        },
      },
      clock: createSteppedClock(),
      newId: () => randomUUID(),
      sha256: () => ({ update() {}, end: () => 'hash' }),
      maxBytes: MB,
      quotaBytes: 2 * MB - 1,
    });
    const upload = (size: number) =>
      slow.storeUpload({ user: 'bob', name: 'a', type: 'text/plain', bytes: pieces(size) });
    const first = upload(MB);
    await expect.poll(() => looks.length).toBe(1);
    const second = upload(MB);
    const refused = second.catch((thrown: unknown) => thrown);
    await expect.poll(() => looks.length).toBe(2);
    looks[0]?.();
    await first;
    looks[1]?.();
    expect(await refused).toMatchObject({ code: 'too_many' });
  });

  it('of which the end never comes takes no room', async () => {
    async function* broken() {
      yield* pieces(600_000);
      throw new Error('the line broke');
    }
    const upload = { user: 'bob', name: 'a', type: 'text/plain', bytes: broken() };
    await expect(files.storeUpload(upload)).rejects.toThrow('the line broke');
    expect(await store.uploads.sizeOf('bob')).toBe(0);
  });
});

describe('all files of one person', () => {
  it('have a limit, whatever others have', async () => {
    for (const user of ['bob', 'bob', 'eve', 'eve']) await put(MB, { user });
    await expect(put(MB)).resolves.toBeDefined();
    await expect(put(1)).rejects.toMatchObject({ code: 'too_many' });
  });

  it('keep to it when many come at once', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => put(MB)));
    expect(tries.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(3);
    expect(await store.uploads.sizeOf('bob')).toBeLessThanOrEqual(3 * MB);
  });
});
