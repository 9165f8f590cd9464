import { formatAddress } from '@clawbridge/wire';
import type { WebSocket } from 'ws';
import type { AgentLink } from '../domain/port/agent-link.ts';
import { linkBytes } from './frames.ts';
import { sendBytes, STUCK_BYTES } from './sockets.ts';

/** A socket on which a plugin sits. */
export interface Seat {
  readonly ws: WebSocket;
  /** Messages may come. */
  isReady: boolean;
}

/** Who sits where in this process: one for each name of a link. */
export interface AgentLinks extends AgentLink {
  /** From now on this one; returns the one it was. */
  sit(link: string, seat: Seat): Seat | undefined;
  /** False where another one sits there by now. */
  stand(link: string, seat: Seat): boolean;
  sits(link: string, seat: Seat): boolean;
  size(): number;
}

export function createAgentLinks(): AgentLinks {
  const seats = new Map<string, Seat>();
  return {
    sit(link, seat) {
      const before = seats.get(link);
      seats.set(link, seat);
      return before;
    },
    stand: (link, seat) => seats.get(link) === seat && seats.delete(link),
    sits: (link, seat) => seats.get(link) === seat,
    size: () => seats.size,
    ready: () => [...seats].filter(([, { isReady }]) => isReady).map(([link]) => link),
    deliver({ id, user, thread, link, name, text, attachments, at }) {
      const seat = seats.get(link);
      if (!seat?.isReady || seat.ws.readyState !== seat.ws.OPEN || seat.ws.bufferedAmount > STUCK_BYTES)
        return false;
      const from = formatAddress({ user, thread });
      sendBytes(seat.ws, linkBytes({ type: 'message', id, user, name, from, text, attachments, at }));
      return true;
    },
  };
}
