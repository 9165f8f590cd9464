import { MAX_FILE_BYTES, type Attachment } from '@clawbridge/wire';
import { isShownImage } from '../../domain/file-type.ts';
import type { Upload } from '../../domain/upload.ts';
import type { ReadUpload, UploadRequest } from '../../usecases/read-upload.ts';
import type { StoreUpload } from '../../usecases/store-upload.ts';
import { bodyOf, tooLarge } from './body.ts';
import { problem, problemOf } from './problem.ts';

/** A type is a few words. */
const MAX_TYPE_CHARS = 100;

/** Takes the body of a request as a file of this user. The size it declares is looked at before anything is read. */
export async function takeFile(request: Request, user: string, storeUpload: StoreUpload): Promise<Response> {
  const body = bodyOf(request);
  if (Number(request.headers.get('content-length') ?? 0) > MAX_FILE_BYTES) {
    await body.discard();
    return tooLarge(`A file has ${MAX_FILE_BYTES} bytes at most.`);
  }
  const name = new URL(request.url).searchParams.get('name') ?? '';
  const type = (request.headers.get('content-type') ?? '').slice(0, MAX_TYPE_CHARS);
  try {
    const upload = await storeUpload({ user, name, type, bytes: body.bytes });
    return Response.json(attachmentOf(upload), { status: 201 });
  } catch (thrown) {
    await body.discard();
    return problemOf(thrown);
  }
}

/** Gives a file out. Nothing in it may run, whatever it says it is; what is no image is saved and not shown. */
export async function giveFile(
  request: Request,
  wanted: UploadRequest,
  readUpload: ReadUpload,
): Promise<Response> {
  try {
    const { upload, bytes } = await readUpload(wanted);
    const etag = `"${upload.hash}"`;
    if (request.headers.get('if-none-match') === etag)
      return new Response(null, { status: 304, headers: fileHeaders(upload, etag) });
    const headers = { ...fileHeaders(upload, etag), 'content-length': String(upload.size) };
    return new Response(streamOf(bytes), { headers });
  } catch (thrown) {
    return problemOf(thrown);
  }
}

export function noAddress(): Response {
  return problem(400, { code: 'invalid_input', message: 'For whom is the file? Say it with ?to=ADDRESS.' });
}

function attachmentOf({ id, name, type, size }: Upload): Attachment {
  return { id, name, type, size };
}

function fileHeaders({ name, type }: Upload, etag: string): Record<string, string> {
  return {
    'content-type': type.startsWith('text/') ? `${type}; charset=utf-8` : type,
    'content-disposition': `${isShownImage(type) ? 'inline' : 'attachment'}; ${nameParameters(name)}`,
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    // Kept by the browser, and asked about each time: who is no longer let in sees it no more.
    'cache-control': 'private, no-cache',
    etag,
  };
}

/** RFC 6266: for old clients without what would need quoting, for the others whole. */
function nameParameters(name: string): string {
  const plain = name.replaceAll(/[^\w .()+-]/g, '_');
  const whole = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return `filename="${plain}"; filename*=UTF-8''${whole}`;
}

function streamOf(bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const pieces = bytes[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await pieces.return?.();
      },
    },
    // What nobody reads yet is not fetched.
    { highWaterMark: 0 },
  );
}
