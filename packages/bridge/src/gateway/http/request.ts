import { request as httpRequest, Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { request as httpsRequest, Agent as HttpsAgent } from 'node:https';
import { networkFailure } from '../network-failure.ts';
import { connectionLost } from '../run-failures.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Exchange {
  /** Rejects with `gateway_unreachable` while nothing is sent, with `connection_lost` after that; any status resolves. */
  readonly response: Promise<IncomingMessage>;
  /** Closes the request, wherever it is: `response` or the reading of its body fails. */
  abort(): void;
}

/** Sends requests to one gateway over kept-alive connections. */
export interface HttpClient {
  send(request: HttpRequest): Exchange;
  close(): void;
}

/** node:http and not fetch: a call costs a quarter of the CPU (0.11 instead of 0.44 ms, Node 20). */
export function createHttpClient(baseUrl: string, headers: Readonly<Record<string, string>>): HttpClient {
  const base = new URL(baseUrl);
  const secure = base.protocol === 'https:';
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const open = secure ? httpsRequest : httpRequest;
  const prefix = base.pathname.replace(/\/$/, '');

  return {
    send({ method, path, headers: extra, body }) {
      const outgoing = open({
        agent,
        method,
        protocol: base.protocol,
        hostname: base.hostname.replace(/^\[|\]$/g, ''),
        port: base.port,
        path: `${prefix}${path}`,
        headers: { ...headers, ...extra, ...(body === undefined ? {} : bodyHeaders(body)) },
      });
      let sent = false;
      outgoing.once('socket', (socket) => {
        // Bytes leave as soon as the socket is ready, and one that was kept alive is.
        if (outgoing.reusedSocket || !socket.connecting) sent = true;
        else socket.once(secure ? 'secureConnect' : 'connect', () => (sent = true));
      });
      const response = new Promise<IncomingMessage>((resolve, reject) => {
        outgoing.on('response', resolve);
        outgoing.on('error', (thrown) => {
          reject(sent ? connectionLost(baseUrl, thrown) : networkFailure(thrown, baseUrl));
        });
      });
      outgoing.end(body);
      return { response, abort: () => outgoing.destroy() };
    },
    close: () => agent.destroy(),
  };
}

function bodyHeaders(body: string): Record<string, string> {
  return { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
}

/**
 * Hands the body on as text, piece by piece; rejects with `connection_lost` when the connection breaks, and with
 * whatever `take` throws. Plain events, because an async iterator costs more than all the rest of reading an answer.
 */
export function readPieces(
  response: IncomingMessage,
  url: string,
  take: (piece: string) => void,
): Promise<void> {
  response.setEncoding('utf8');
  return new Promise((resolve, reject) => {
    response.on('data', (piece: string) => {
      try {
        take(piece);
      } catch (thrown) {
        reject(thrown);
        response.destroy();
      }
    });
    response.on('end', resolve);
    response.on('error', (thrown) => reject(connectionLost(url, thrown)));
  });
}

/** The whole body; undefined when it is longer than `limit` characters. Errors: `connection_lost`. */
export async function readBody(
  response: IncomingMessage,
  url: string,
  limit: number,
): Promise<string | undefined> {
  const tooLong = new Error('too long');
  let body = '';
  try {
    await readPieces(response, url, (piece) => {
      body += piece;
      if (body.length > limit) throw tooLong;
    });
    return body;
  } catch (thrown) {
    if (thrown === tooLong) return undefined;
    throw thrown;
  }
}
