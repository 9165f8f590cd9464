import { WebSocket } from 'ws';
import type { Clock } from '../../domain/port/clock.ts';
import type { Ending } from './ending.ts';

/** No compression: frames are small, and a context per socket is not. The address is used byte for byte. */
const OPTIONS = {
  perMessageDeflate: false,
  closeTimeout: 1_000,
  maxPayload: 4 * 1024 * 1024,
} as const;

/** From the dialling to the open socket. Whoever sends a byte now and then does not win time by it. */
const HANDSHAKE_MS = 10_000;

export interface Dialling {
  readonly clock: Pick<Clock, 'after'>;
  onOpen(ws: WebSocket): void;
  /** Once, whether it was ever open or not. */
  onEnd(ending: Ending): void;
}

/** A socket on its way. */
export interface Dialled {
  /** Says goodbye, and does not wait long for the answer. */
  hangUp(): void;
  /** For a socket on which nobody answers. */
  cut(): void;
}

/** One attempt to open a socket. Never throws: what is wrong with an address would be said with the token in it. */
export function dial(url: string, { clock, onOpen, onEnd }: Dialling): Dialled {
  const ws = socketTo(url);
  if (ws === undefined) {
    process.nextTick(() => onEnd({ how: 'failed', error: undefined }));
    return { hangUp() {}, cut() {} };
  }
  let ending: Ending | undefined;
  const stopWaiting = clock.after(HANDSHAKE_MS, () => {
    ending ??= { how: 'failed', error: new Error('The handshake has timed out.') };
    ws.terminate();
  });
  ws.on('open', () => {
    stopWaiting();
    onOpen(ws);
  });
  ws.on('unexpected-response', (_, { statusCode = 0 }) => {
    ending = { how: 'refused', status: statusCode };
    ws.terminate();
  });
  ws.on('error', (error) => {
    ending ??= { how: 'failed', error };
  });
  ws.on('close', (code, reason) => {
    stopWaiting();
    onEnd(ending ?? { how: 'closed', code, reason: reason.toString() });
  });
  return { hangUp: () => ws.close(1000), cut: () => ws.terminate() };
}

function socketTo(url: string): WebSocket | undefined {
  try {
    return new WebSocket(url, OPTIONS);
  } catch {
    return undefined;
  }
}
