import type { IncomingMessage, ServerResponse } from 'node:http';

/** Everybody may read it from anywhere: it holds nothing that is not public, and pages of other sites may be clients. */
const OPEN = { 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=300' };

const PREFLIGHT = { 'access-control-allow-headers': '*', 'access-control-allow-methods': 'GET' };

/** Answers who asks for a document that tells clients about us. */
export function sendDocument({ method }: IncomingMessage, res: ServerResponse, document: object): void {
  if (method === 'OPTIONS') return void res.writeHead(204, { ...OPEN, ...PREFLIGHT }).end();
  if (method !== 'GET' && method !== 'HEAD') return void res.writeHead(405, { ...OPEN, allow: 'GET' }).end();
  const json = JSON.stringify(document);
  res.writeHead(200, {
    ...OPEN,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(json),
    'x-content-type-options': 'nosniff',
  });
  res.end(json);
}
