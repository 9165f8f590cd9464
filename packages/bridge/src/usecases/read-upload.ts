import { Failure } from '../domain/failure.ts';
import type { UploadStore } from '../domain/port/upload-store.ts';
import { UPLOAD_CHUNK_BYTES, type Upload } from '../domain/upload.ts';

export interface UploadRequest {
  readonly id: string;
  /** Who asks. Without it, the agent: it has every file that hangs on a message for it. */
  readonly user?: string | undefined;
}

export interface ReadUploadResult {
  readonly upload: Upload;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A file of the one who asks. That of another one is not there for him. Errors: `unknown_upload`, `store_unavailable`. */
export type ReadUpload = (request: UploadRequest) => Promise<ReadUploadResult>;

export function createReadUpload({
  uploads,
}: {
  readonly uploads: Pick<UploadStore, 'find' | 'chunk'>;
}): ReadUpload {
  return async function readUpload({ id, user }) {
    const upload = await uploads.find(id);
    if (upload === undefined || (user !== undefined && upload.user !== user)) throw unknownUpload();
    return { upload, bytes: chunksOf(upload) };
  };

  async function* chunksOf({ id, size }: Upload): AsyncGenerator<Uint8Array> {
    for (let index = 0; index * UPLOAD_CHUNK_BYTES < size; index++) {
      const chunk = await uploads.chunk(id, index);
      // Removed while it was read: whoever reads has a broken answer, and no half file that looks like a whole one.
      if (chunk === undefined) throw unknownUpload();
      yield chunk;
    }
  }
}

function unknownUpload(): Failure {
  return new Failure('unknown_upload', 'There is no such file.', {
    hint: 'It may have been removed with its thread.',
  });
}
