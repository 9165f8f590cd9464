import type { Duplex } from 'node:stream';

/** Answers somebody who wants a WebSocket with a status and a word, and hangs up. */
export function refuseUpgrade(wire: Duplex, status: number, reason: string): void {
  // A client that is gone already has nothing to be told.
  wire.on('error', () => {});
  const head = `HTTP/1.1 ${status} ${reason}\r\ncontent-type: text/plain\r\ncontent-length: ${reason.length}`;
  wire.end(`${head}\r\nconnection: close\r\n\r\n${reason}`);
}
