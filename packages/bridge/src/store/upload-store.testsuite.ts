import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../domain/port/store.ts';
import type { UploadStore } from '../domain/port/upload-store.ts';
import { UPLOAD_CHUNK_BYTES, type Upload } from '../domain/upload.ts';
import type { StoreSetup } from './task-store.testsuite.ts';

const anUpload = (over: Partial<Upload> = {}): Upload => ({
  id: randomUUID(),
  user: 'ann',
  name: 'Фото "1" <b>.png',
  type: 'image/png',
  size: 3,
  createdAt: 1_000,
  hash: 'a'.repeat(64),
  ...over,
});

/** The promises of the UploadStore port; every store keeps them. */
export function describeUploadStore(name: string, setup: () => Promise<StoreSetup>): void {
  describe(`UploadStore contract: ${name}`, () => {
    let world: StoreSetup;
    let store: Store;
    let uploads: UploadStore;

    beforeEach(async () => {
      world = await setup();
      store = await world.open();
      uploads = store.uploads;
    });
    afterEach(async () => {
      await world.teardown();
    });

    const put = async (over: Partial<Upload> = {}) => {
      const upload = anUpload(over);
      await uploads.addChunk(upload.id, 0, Uint8Array.of(1, 2, 3));
      await uploads.complete(upload);
      return upload;
    };
    const hang = async (upload: Upload) => {
      const thread = { id: randomUUID(), user: 'ann', link: 'default', title: '', createdAt: 1_000 };
      const said = { kind: 'said', cid: upload.id, text: 'see', attachments: [upload] } as const;
      await store.threads.append(
        { id: randomUUID(), thread: thread.id, said, at: 1_000, key: `said:${upload.id}` },
        thread,
      );
      return thread.id;
    };

    it('keeps a file as it was given, for all processes', async () => {
      const upload = await put();
      const other = (await world.open()).uploads;
      expect(await other.find(upload.id)).toEqual(upload);
      expect(await other.find('unknown')).toBeUndefined();
    });

    it('keeps every byte of every piece', async () => {
      const all = Uint8Array.from({ length: UPLOAD_CHUNK_BYTES }, (_, i) => i % 256);
      const upload = anUpload({ size: all.length + 2 });
      await uploads.addChunk(upload.id, 0, all);
      await uploads.addChunk(upload.id, 1, all.subarray(254, 256));
      await uploads.complete(upload);
      const found = await uploads.chunk(upload.id, 0);
      expect(Buffer.compare(found ?? new Uint8Array(), all)).toBe(0);
      expect([...((await uploads.chunk(upload.id, 1)) ?? [])]).toEqual([254, 255]);
      expect(await uploads.chunk(upload.id, 2)).toBeUndefined();
    });

    it('shows a file once it is whole', async () => {
      const upload = anUpload();
      await uploads.addChunk(upload.id, 0, Uint8Array.of(1));
      expect(await uploads.find(upload.id)).toBeUndefined();
      expect(await uploads.sizeOf('ann')).toBe(0);
      await uploads.complete(upload);
      expect(await uploads.find(upload.id)).toEqual(upload);
    });

    it('keeps a file in which there is nothing', async () => {
      const upload = anUpload({ size: 0 });
      await uploads.complete(upload);
      expect(await uploads.find(upload.id)).toEqual(upload);
      expect(await uploads.chunk(upload.id, 0)).toBeUndefined();
    });

    it('throws away what did not become whole, and nothing else', async () => {
      const whole = await put();
      const broken = anUpload();
      await uploads.addChunk(broken.id, 0, Uint8Array.of(1));
      for (const { id } of [whole, broken]) await uploads.discard(id);
      expect(await uploads.chunk(broken.id, 0)).toBeUndefined();
      expect(await uploads.find(whole.id)).toEqual(whole);
      expect(await uploads.chunk(whole.id, 0)).toHaveLength(3);
    });

    it('knows how much each user has here', async () => {
      await put({ size: 10 });
      await put({ size: 5 });
      await put({ size: 7, user: 'bob' });
      expect(await uploads.sizeOf('ann')).toBe(15);
      expect(await uploads.sizeOf('bob')).toBe(7);
      expect(await uploads.sizeOf('eve')).toBe(0);
    });

    it('forgets what is old and hangs on no message', async () => {
      const loose = await put();
      const young = await put({ createdAt: 2_000 });
      const hanging = await put();
      const thread = await hang(hanging);
      expect(await uploads.prune(2_000, 10)).toBe(1);
      expect(await uploads.prune(2_000, 10)).toBe(0);
      expect(await uploads.find(loose.id)).toBeUndefined();
      expect(await uploads.chunk(loose.id, 0)).toBeUndefined();
      expect(await uploads.find(young.id)).toEqual(young);
      expect(await uploads.find(hanging.id)).toEqual(hanging);
      await store.threads.remove(thread, 'ann');
      expect(await uploads.prune(2_000, 10)).toBe(1);
      expect(await uploads.find(hanging.id)).toBeUndefined();
    });

    it('forgets pieces that nobody made whole, and not too many at once', async () => {
      const broken = anUpload();
      await uploads.addChunk(broken.id, 0, Uint8Array.of(1));
      for (let i = 0; i < 2; i++) await put();
      expect(await uploads.prune(1_000_000, 1)).toBe(1);
      expect(await uploads.prune(1_000_000, 10)).toBe(1);
      expect(await uploads.chunk(broken.id, 0)).toHaveLength(1);
      expect(await uploads.prune(Date.now() + 60_000, 10)).toBe(1);
      expect(await uploads.chunk(broken.id, 0)).toBeUndefined();
    });
  });
}
