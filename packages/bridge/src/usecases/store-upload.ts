import { Failure } from '../domain/failure.ts';
import { cleanFileName } from '../domain/file-name.ts';
import { fileTypeOf } from '../domain/file-type.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { UploadStore } from '../domain/port/upload-store.ts';
import { UPLOAD_CHUNK_BYTES, type Upload } from '../domain/upload.ts';

export interface NewUpload {
  /** Whose it will be. */
  readonly user: string;
  readonly name: string;
  /** What its sender says it is. */
  readonly type: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * Puts a file here as it comes in, or nothing of it. Errors: `invalid_input` (too large, empty, or of a type that is not taken),
 * `too_many` (the user has too much here), `store_unavailable`, and those of the bytes.
 */
export type StoreUpload = (upload: NewUpload) => Promise<Upload>;

/** Takes bytes one piece after the other. */
export interface Digest {
  update(bytes: Uint8Array): void;
  /** As hex. */
  end(): string;
}

export interface StoreUploadDeps {
  readonly uploads: Pick<UploadStore, 'addChunk' | 'complete' | 'discard' | 'sizeOf'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: () => string;
  readonly sha256: () => Digest;
  /** Bytes of one file. */
  readonly maxBytes: number;
  /** Bytes of all files of one user. */
  readonly quotaBytes: number;
}

export function createStoreUpload(deps: StoreUploadDeps): StoreUpload {
  const { uploads, clock, newId } = deps;
  /** Bytes that come in now count, too: many files at once are no way around the quota. */
  const underway = new Map<string, number>();

  return async function storeUpload({ user, name, type, bytes }) {
    const leave = await reserve(user);
    const id = newId();
    try {
      const written = await write(id, { type, bytes }, deps);
      const upload: Upload = { id, user, name: cleanFileName(name), createdAt: clock.now(), ...written };
      await uploads.complete(upload);
      return upload;
    } catch (thrown) {
      await uploads.discard(id);
      throw thrown;
    } finally {
      leave();
    }
  };

  async function reserve(user: string): Promise<() => void> {
    const { maxBytes, quotaBytes } = deps;
    const leave = () => {
      const left = (underway.get(user) ?? maxBytes) - maxBytes;
      if (left > 0) underway.set(user, left);
      else underway.delete(user);
    };
    // Before anybody looks: one that arrives while he looks would count neither here nor there.
    const coming = (underway.get(user) ?? 0) + maxBytes;
    underway.set(user, coming);
    try {
      if ((await uploads.sizeOf(user)) + coming > quotaBytes) throw tooMuch(quotaBytes);
      return leave;
    } catch (thrown) {
      leave();
      throw thrown;
    }
  }
}

type Written = Pick<Upload, 'type' | 'size' | 'hash'>;

async function write(
  id: string,
  { type: claimed, bytes }: Pick<NewUpload, 'type' | 'bytes'>,
  { uploads, sha256, maxBytes }: StoreUploadDeps,
): Promise<Written> {
  const digest = sha256();
  let type: string | undefined;
  let size = 0;
  let index = 0;
  for await (const chunk of inChunks(bytes)) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    type ??= fileTypeOf(claimed, chunk);
    if (type === undefined) throw notTaken();
    digest.update(chunk);
    await uploads.addChunk(id, index, chunk);
    index++;
  }
  if (type === undefined) throw new Failure('invalid_input', 'This file is empty.');
  return { type, size, hash: digest.end() };
}

/** The same bytes in pieces of the size in which they are stored; the last one may be smaller. */
async function* inChunks(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let chunk = new Uint8Array(UPLOAD_CHUNK_BYTES);
  let filled = 0;
  for await (const piece of bytes) {
    for (let from = 0; from < piece.length;) {
      const some = piece.subarray(from, from + UPLOAD_CHUNK_BYTES - filled);
      chunk.set(some, filled);
      filled += some.length;
      from += some.length;
      if (filled < UPLOAD_CHUNK_BYTES) continue;
      yield chunk;
      chunk = new Uint8Array(UPLOAD_CHUNK_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled);
}

const MB = 1024 * 1024;

function tooLarge(maxBytes: number): Failure {
  return new Failure('invalid_input', `This file is larger than ${maxBytes / MB} MB.`, {
    hint: 'Send a smaller one, or a link to it.',
  });
}

function notTaken(): Failure {
  return new Failure(
    'invalid_input',
    'This type of file is not taken, or the file is not what it claims to be.',
    {
      hint: 'Taken are PNG, JPEG, GIF and WebP images, PDF, text, office documents, ZIP, sounds and films.',
    },
  );
}

function tooMuch(quotaBytes: number): Failure {
  return new Failure('too_many', `All files of one person take ${quotaBytes / MB} MB at most.`, {
    hint: 'Those that hang on no message are soon forgotten, the others with their threads: remove some.',
  });
}
