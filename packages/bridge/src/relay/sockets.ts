import type { RawData, WebSocket } from 'ws';

/** Who has that much unread gets nothing any more that is not stored. */
export const SLOW_BYTES = 256 * 1024;

/** Who has that much unread comes back later and is told what he missed. */
export const STUCK_BYTES = 4 * 1024 * 1024;

/** What the frame of a close has room for. */
const MAX_REASON_BYTES = 123;

/** How long whoever was told to go may take for it. */
const LEAVING_MS = 5_000;

/** False for who was told to go, too: what he says from then on is not heard. */
export function isOpen(ws: WebSocket): boolean {
  return ws.readyState === ws.OPEN;
}

/** One text frame. Nothing where the socket is closed or closing. */
export function sendBytes(ws: WebSocket, bytes: Buffer): void {
  if (isOpen(ws)) ws.send(bytes, { binary: false }, ignore);
}

/** Resolves when it left this process, or the socket is gone. */
export function sendAndWait(ws: WebSocket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (isOpen(ws)) ws.send(bytes, { binary: false }, () => resolve());
    else resolve();
  });
}

export function closeSocket(ws: WebSocket, code: number, reason: string): void {
  if (!isOpen(ws)) return;
  ws.close(
    code,
    Buffer.from(reason)
      .subarray(0, MAX_REASON_BYTES)
      .toString()
      .replace(/\ufffd+$/, ''),
  );
  setTimeout(() => ws.terminate(), LEAVING_MS).unref();
}

/** `ws` hands over one buffer, unless told otherwise. */
export function textOf(data: RawData): string {
  return data instanceof Buffer ? data.toString() : '';
}

/** The socket closes as well, and that is heard of. */
function ignore(): void {}
