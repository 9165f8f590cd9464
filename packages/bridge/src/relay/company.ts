import type { FollowThreads, ThreadNews } from '../usecases/follow-threads.ts';
import { peerBytes, type Bytes } from './frames.ts';
import { headOf } from './heads.ts';
import { tell, type Peer } from './peer.ts';

/** All browsers of one user here: they hear the same. */
export interface Company {
  readonly peers: Set<Peer>;
  /** From then on nothing that happens in his threads is missed. */
  readonly following: Promise<() => void>;
}

export function createCompany(user: string, followThreads: FollowThreads): Company {
  const peers = new Set<Peer>();
  const following = followThreads.follow(user, (news) => {
    const bytes = bytesOf(news);
    for (const peer of peers) tell(peer, bytes);
  });
  return { peers, following };
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
