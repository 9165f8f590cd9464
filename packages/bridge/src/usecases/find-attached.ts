import { Failure } from '../domain/failure.ts';
import type { UploadStore } from '../domain/port/upload-store.ts';
import type { Attached } from '../domain/thread.ts';

/** What is to hang on a message, if all of it belongs to this user. Errors: `unknown_upload`. */
export async function findAttached(
  uploads: Pick<UploadStore, 'find'>,
  user: string,
  ids: readonly string[],
): Promise<readonly Attached[]> {
  const found = [];
  for (const wanted of ids) {
    const upload = await uploads.find(wanted);
    if (upload?.user !== user) throw unknownUpload();
    const { id, name, type, size } = upload;
    found.push({ id, name, type, size });
  }
  return found;
}

function unknownUpload(): Failure {
  return new Failure('unknown_upload', 'A file of this message is not here.', {
    hint: 'Files that hang on no message are forgotten after a while. Attach it again.',
  });
}
