import type { Attached } from './thread.ts';

/** A file somebody put here, to hang it on a message. */
export interface Upload extends Attached {
  /** Whose it is, and who may fetch it: an id of a user, whichever side it came from. */
  readonly user: string;
  readonly createdAt: number;
  /** SHA-256, as hex. */
  readonly hash: string;
}

/** Bytes that are stored and read at once. */
export const UPLOAD_CHUNK_BYTES = 256 * 1024;
