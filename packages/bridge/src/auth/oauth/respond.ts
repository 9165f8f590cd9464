import type { ServerResponse } from 'node:http';
import { PAGE_HEADERS } from '../pages/headers.ts';

/** With everything that is no page. */
export const DATA_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

type Headers = Readonly<Record<string, string>>;

export function sendJson(res: ServerResponse, status: number, body: object, headers: Headers = {}): void {
  const json = JSON.stringify(body);
  res.writeHead(status, {
    ...DATA_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(json),
    ...headers,
  });
  res.end(json);
}

export function sendPage(res: ServerResponse, status: number, page: string, headers: Headers = {}): void {
  res.writeHead(status, { ...PAGE_HEADERS, 'content-length': Buffer.byteLength(page), ...headers });
  res.end(page);
}

export function sendNothing(res: ServerResponse, status: number, headers: Headers = {}): void {
  res.writeHead(status, { ...DATA_HEADERS, ...headers });
  res.end();
}
