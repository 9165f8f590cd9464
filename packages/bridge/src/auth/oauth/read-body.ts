import type { IncomingMessage } from 'node:http';

/** More than any request to an authorization server holds. */
const MAX_BODY_BYTES = 48 * 1024;

/** The body as bytes; undefined when it is too large. A client that goes away ends it as it is. */
export async function readBody(req: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of req.iterator({ destroyOnReturn: false })) {
    if (!(piece instanceof Buffer)) continue;
    size += piece.length;
    if (size > MAX_BODY_BYTES) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
