import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** What a client says to change the protocol, which an HTTP server is free not to hear. */
const ASKS_FOR_ANOTHER = ['upgrade', 'http2-settings'];

/**
 * Serves a request that would rather speak another protocol than HTTP/1.1 as if it had not said so. Node hands it over like one
 * that wants a WebSocket; Java's client for one asks for HTTP/2 with its first request on every connection.
 */
export function passOn(server: Server, req: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${req.method} ${req.url} HTTP/${req.httpVersion}`];
  for (let i = 0; i < req.rawHeaders.length; i += 2) {
    const [name = '', value = ''] = req.rawHeaders.slice(i, i + 2);
    const kept = name.toLowerCase() === 'connection' ? withoutAsking(value) : value;
    if (!ASKS_FOR_ANOTHER.includes(name.toLowerCase()) && kept !== '') lines.push(`${name}: ${kept}`);
  }
  // Node reads headers as latin1, so this is what came.
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}

function withoutAsking(connection: string): string {
  return connection
    .split(',')
    .filter((token) => !ASKS_FOR_ANOTHER.includes(token.trim().toLowerCase()))
    .join(',')
    .trim();
}
