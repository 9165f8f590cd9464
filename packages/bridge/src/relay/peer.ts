import { CLOSES } from '@clawbridge/wire';
import type { WebSocket } from 'ws';
import type { Scope } from '../domain/principal.ts';
import type { WebUser } from '../domain/web-user.ts';
import type { Bytes } from './frames.ts';
import type { Queued } from './in-line.ts';
import type { Guest } from './pulse.ts';
import { closeSocket, sendBytes, STUCK_BYTES } from './sockets.ts';

/** What may wait for somebody who is still being told what he missed. */
const MAX_HELD = 1_000;

/**
 * `new`: has not said hello. `greeting`: the welcome is being made. `replaying`: he is told what he missed. `here`: what
 * happens is told at once.
 */
export type Stage = 'new' | 'greeting' | 'replaying' | 'here';

/** One browser's socket. There may be thousands: it holds what it needs, and lists only while they are used. */
export interface Peer extends Queued, Guest {
  readonly user: Pick<WebUser, 'id' | 'name'>;
  readonly scopes: readonly Scope[];
  stage: Stage;
  /** What happened since the hello. */
  held: Bytes[] | undefined;
  /** Turns of which a part was not told: he gets them whole. */
  missedTurns: Set<string> | undefined;
  /** Frames that were none. */
  faults: number;
}

export interface Visitor {
  readonly user: Pick<WebUser, 'id' | 'name'>;
  readonly scopes: readonly Scope[];
  isWelcome(): Promise<boolean>;
}

export function createPeer(ws: WebSocket, { user, scopes, isWelcome }: Visitor): Peer {
  return {
    ws,
    user,
    scopes,
    isWelcome,
    stage: 'new',
    held: undefined,
    missedTurns: undefined,
    faults: 0,
    missed: 0,
    unread: 0,
    pending: 0,
    last: undefined,
  };
}

/** Something stored: it is told in order, or the socket ends and he asks for it. */
export function tell(peer: Peer, bytes: Bytes): void {
  if (peer.ws.bufferedAmount > STUCK_BYTES) return tooSlow(peer);
  if (peer.stage === 'here') return sendBytes(peer.ws, bytes);
  if (peer.stage === 'new') return;
  peer.held ??= [];
  if (peer.held.push(bytes) > MAX_HELD) tooSlow(peer);
}

/** From now on he is told at once what happens. */
export function arrive(peer: Peer): void {
  peer.stage = 'here';
  for (const bytes of peer.held ?? []) sendBytes(peer.ws, bytes);
  peer.held = undefined;
}

function tooSlow(peer: Peer): void {
  peer.held = undefined;
  closeSocket(peer.ws, CLOSES.busy, 'Too slow to read. Come back and catch up.');
}
