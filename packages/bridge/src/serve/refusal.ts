import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Why a request gets no further. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  /** Whoever is behind the connection may be somebody else than we think: nothing more is read from it. */
  readonly closes?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** As MCP clients read errors, and anybody else can. */
function bodyOf({ message }: Refusal): string {
  return JSON.stringify({ jsonrpc: '2.0', error: { code: -32_000, message }, id: null });
}

export function refuse(res: ServerResponse, refusal: Refusal): void {
  const body = bodyOf(refusal);
  if (refusal.closes) res.setHeader('Connection', 'close');
  res.writeHead(refusal.status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    ...refusal.headers,
  });
  res.end(body);
}

/** The same to a connection that Node has handed over, or given up. */
export function refuseSocket(socket: Duplex, refusal: Refusal, always: Refusal['headers'] = {}): void {
  const headers = { ...always, 'Content-Type': 'application/json', ...refusal.headers };
  endSocket(socket, refusal.status, Object.entries(headers), bodyOf(refusal));
}

/** Writes an answer to a connection that Node has handed over, and ends it. */
export async function answerSocket(
  socket: Duplex,
  response: Response,
  always: Refusal['headers'] = {},
): Promise<void> {
  const body = await response.text();
  endSocket(socket, response.status, [...Object.entries(always), ...response.headers], body);
}

/**
 * Node takes its own listener off a connection that it hands over, and whoever is behind it may reset it at any time: without
 * this the process would end with it. A connection that is handed over many times has one listener.
 */
export function outliveErrors(socket: Duplex): void {
  if (!socket.listeners('error').includes(destroyOnError)) socket.on('error', destroyOnError);
}

function destroyOnError(this: Duplex): void {
  this.destroy();
}

type Headers = readonly (readonly [string, string])[];

function endSocket(socket: Duplex, status: number, headers: Headers, body: string): void {
  if (socket.destroyed) return;
  outliveErrors(socket);
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const length = `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n`;
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines}${length}\r\n${body}`);
}
