import type { ServerResponse } from 'node:http';

/** A request that failed, as OpenAI clients know it. */
export interface HttpFailure {
  readonly status: number;
  readonly message: string;
  readonly type: 'invalid_request_error' | 'api_error';
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(body));
}

export function sendText(response: ServerResponse, status: number, body: string): void {
  send(response, status, 'text/plain; charset=utf-8', body);
}

export function sendFailure(response: ServerResponse, { status, message, type }: HttpFailure): void {
  sendJson(response, status, { error: { message, type } });
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
