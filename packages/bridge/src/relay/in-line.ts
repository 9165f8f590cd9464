import type { WebSocket } from 'ws';
import type { Background } from '../usecases/background.ts';

/** So much may wait; what comes then waits at the sender. */
const MOST_PENDING = 16;

/** A socket whose frames are dealt with one after the other. */
export interface Queued {
  readonly ws: WebSocket;
  pending: number;
  last: Promise<void> | undefined;
}

/** Does the work once everything that came over the socket before is done. */
export function inLine(queued: Queued, background: Background, work: () => Promise<void>): void {
  const before = queued.last;
  begun(queued, MOST_PENDING);
  const mine = follow();
  queued.last = mine;
  background('serve a socket', () => mine);

  async function follow(): Promise<void> {
    await before?.catch(() => {});
    try {
      await work();
    } finally {
      done(queued);
      if (queued.last === mine) queued.last = undefined;
    }
  }
}

/** Something of this socket is being dealt with. */
export function begun(queued: Pick<Queued, 'ws' | 'pending'>, most: number): void {
  if (++queued.pending >= most) queued.ws.pause();
}

export function done(queued: Pick<Queued, 'ws' | 'pending'>): void {
  queued.pending--;
  if (queued.pending === 0 && queued.ws.isPaused) queued.ws.resume();
}
