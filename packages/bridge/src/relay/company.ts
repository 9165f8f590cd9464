import type { Clock } from '../domain/port/clock.ts';
import type { FollowThreads, ThreadNews } from '../usecases/follow-threads.ts';
import { fullBucket, take, type Bucket } from './bucket.ts';
import { peerBytes, type Bytes } from './frames.ts';
import { headOf } from './heads.ts';
import { tell, type Peer } from './peer.ts';

/** A minute, of all browsers of a user. */
const SENDS = 60;
const FRAMES = 600;

/** All browsers of one user here: they hear the same, and share what one person may send. */
export interface Company {
  readonly peers: Set<Peer>;
  /** From then on nothing that happens in his threads is missed. */
  readonly following: Promise<() => void>;
  /** Counts a message, or any frame. False where it is one too many. */
  maySend(): boolean;
  maySpeak(): boolean;
}

export function createCompany(user: string, followThreads: FollowThreads, clock: Clock): Company {
  const peers = new Set<Peer>();
  let sends: Bucket | undefined;
  let frames: Bucket | undefined;
  return {
    peers,
    following: followThreads.follow(user, (news) => {
      const bytes = bytesOf(news);
      for (const peer of peers) tell(peer, bytes);
    }),
    maySend: () => take((sends ??= fullBucket(SENDS, clock.now())), SENDS, clock.now()),
    maySpeak: () => take((frames ??= fullBucket(FRAMES, clock.now())), FRAMES, clock.now()),
  };
}

function bytesOf(news: ThreadNews): Bytes {
  switch (news.kind) {
    case 'entry':
      return peerBytes({ type: 'entry', thread: news.thread, entry: news.entry });
    case 'head':
      return peerBytes({ type: 'thread', thread: headOf(news.thread) });
    case 'removed':
      return peerBytes({ type: 'removed', thread: news.thread });
  }
}
