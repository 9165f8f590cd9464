import type { WebSocket } from 'ws';
import type { Queued } from './in-line.ts';
import type { Guest } from './pulse.ts';
import type { Seat } from './agent-links.ts';

/** One plugin's socket. */
export interface Link extends Queued, Guest, Seat {
  readonly ws: WebSocket;
  /** As its token is named. */
  readonly name: string;
  hasSaidHello: boolean;
  /** Another process has a newer one. */
  readonly onLost: () => void;
}
