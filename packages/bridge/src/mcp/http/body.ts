import { isJsonContentType } from '@modelcontextprotocol/server';
import { jsonRpcError } from './json-rpc-error.ts';

/** Holds the longest message in any script, as UTF-8. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Who sends more than this is cut off. */
const MAX_DISCARDED_BYTES = 16 * MAX_BODY_BYTES;

/** The JSON of a POST, or the response that refuses it: 413 too large, 415 no JSON type, 400 no JSON. */
export async function readJson(request: Request): Promise<{ readonly body: unknown } | Response> {
  if (!isJsonContentType(request.headers.get('content-type'))) {
    return jsonRpcError(415, -32_000, 'Content-Type must be application/json.');
  }
  const text = await readText(request);
  if (text === undefined)
    return jsonRpcError(413, -32_000, `The request body is larger than ${MAX_BODY_BYTES} bytes.`);
  try {
    return { body: JSON.parse(text) as unknown };
  } catch {
    return jsonRpcError(400, -32_700, 'Parse error: the request body is not valid JSON.');
  }
}

/** With a declared length the body is read in one go, which costs a third of reading it as a stream. */
async function readText(request: Request): Promise<string | undefined> {
  const declared = Number(request.headers.get('content-length') ?? Number.NaN);
  if (declared <= MAX_BODY_BYTES) return await request.text();
  return await readStream(request);
}

/**
 * What is too much is still read, up to a point, and thrown away: a client that is cut off in the middle of sending
 * would see a broken connection and never the answer that says why.
 */
async function readStream(request: Request): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_DISCARDED_BYTES) break;
    text = size > MAX_BODY_BYTES ? '' : text + decoder.decode(chunk, { stream: true });
  }
  return size > MAX_BODY_BYTES ? undefined : text + decoder.decode();
}
