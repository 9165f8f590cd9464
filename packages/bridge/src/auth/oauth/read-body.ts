import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from './respond.ts';

/** More than any request to an authorization server holds. */
const MAX_BODY_BYTES = 48 * 1024;

/** Enough for all of it over a slow line. Whoever sends it has shown nothing yet, and a connection is held meanwhile. */
const LONGEST_MS = 10_000;

/** Why a body was not read to its end; `gone`: its sender went away. */
export type UnreadBody = 'too_large' | 'too_slow' | 'gone';

/** The body as bytes, or why not. */
export async function readBody(req: IncomingMessage, longestMs = LONGEST_MS): Promise<Buffer | UnreadBody> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<UnreadBody>((resolve) => {
    timer = setTimeout(resolve, longestMs, 'too_slow');
  });
  // Reading fails with the connection alone.
  const read = readAll(req).catch(() => 'gone' as const);
  return await Promise.race([read, late]).finally(() => clearTimeout(timer));
}

async function readAll(req: IncomingMessage): Promise<Buffer | UnreadBody> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of req.iterator({ destroyOnReturn: false })) {
    if (!(piece instanceof Buffer)) continue;
    size += piece.length;
    if (size > MAX_BODY_BYTES) return 'too_large';
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** What is left of it is not read either, and nobody is told who is no longer there. */
export function refuseBody(res: ServerResponse, why: UnreadBody): void {
  if (why === 'gone') return void res.destroy();
  const [status, description] =
    why === 'too_large' ? [413, 'The request is too large.'] : [408, 'The request did not arrive in time.'];
  sendJson(
    res,
    status,
    { error: 'invalid_request', error_description: description },
    { connection: 'close' },
  );
}
