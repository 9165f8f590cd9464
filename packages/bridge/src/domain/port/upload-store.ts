import type { Upload } from '../upload.ts';

/** Files that hang on messages, in pieces of `UPLOAD_CHUNK_BYTES`. Errors: `store_unavailable`. */
export interface UploadStore {
  /** One piece of a file that is not there yet, counted from 0. */
  addChunk(id: string, index: number, bytes: Uint8Array): Promise<void>;
  /** From now on the file is there. */
  complete(upload: Upload): Promise<void>;
  /** Throws away the pieces of a file that did not become whole. */
  discard(id: string): Promise<void>;
  find(id: string): Promise<Upload | undefined>;
  chunk(id: string, index: number): Promise<Uint8Array | undefined>;
  /** Bytes a user has here. */
  sizeOf(user: string): Promise<number>;
  /** Forgets what hangs on no message and was put here before. Returns how many. */
  prune(before: number, limit: number): Promise<number>;
}
