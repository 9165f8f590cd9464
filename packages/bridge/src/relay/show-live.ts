import type { LiveNews } from '../usecases/chat-signals.ts';
import type { LiveTurns } from '../usecases/live-turns.ts';
import { peerBytes, type Bytes } from './frames.ts';
import { tell, type Peer } from './peer.ts';
import { SLOW_BYTES } from './sockets.ts';

/**
 * Shows some peers what happens in a turn. Whoever reads too slowly misses parts of it, and gets the next one whole: what is
 * shown is never wrong, only old.
 */
export function showLive(
  { thread, live }: LiveNews,
  peers: Iterable<Peer>,
  turns: Pick<LiveTurns, 'textOf'>,
): void {
  let part: Bytes | undefined;
  let whole: Bytes | undefined;
  const turn = 'turn' in live ? live.turn : undefined;
  for (const peer of peers) {
    // Until he is welcomed he is shown nothing; then he is told how far everything is.
    if (peer.stage === 'new' || peer.stage === 'greeting') continue;
    if (peer.ws.bufferedAmount > SLOW_BYTES && live.type !== 'ended') {
      if (live.type === 'partial') (peer.missedTurns ??= new Set()).add(live.turn);
      continue;
    }
    const isWhole = live.type === 'partial' && live.at > 0 && hasMissed(peer, live.turn);
    tell(
      peer,
      isWhole ? (whole ??= wholeOf(live.turn)) : (part ??= peerBytes({ type: 'live', thread, live })),
    );
    if (turn !== undefined && live.type !== 'tool') forgive(peer, turn);
  }

  function wholeOf(id: string): Bytes {
    const text = turns.textOf(thread, id) ?? '';
    return peerBytes({ type: 'live', thread, live: { type: 'partial', turn: id, at: 0, text } });
  }
}

function hasMissed({ missedTurns }: Peer, turn: string): boolean {
  return missedTurns?.has(turn) ?? false;
}

function forgive(peer: Peer, turn: string): void {
  if (peer.missedTurns?.delete(turn) && peer.missedTurns.size === 0) peer.missedTurns = undefined;
}
