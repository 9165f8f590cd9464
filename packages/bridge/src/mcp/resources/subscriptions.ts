import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError } from '@modelcontextprotocol/server';
import { createEventFollower } from '../follow-events.ts';
import { offeredTarget } from './offered.ts';
import { isAbout, type ResourceTarget } from './resource-uri.ts';
import type { SubscriptionDoor } from './resource.ts';

/** Each costs a comparison with every event. */
const MOST = 10_000;

/** The resources one connection wants to hear of. Events are followed as long as there is one. */
export interface Subscriptions {
  /**
   * Resolves once no change is missed. Rejects for a URI that names nothing this door offers, or when changes cannot be followed now; they
   * are followed as soon as that is possible.
   */
  add(uri: string): Promise<void>;
  remove(uri: string): void;
  close(): void;
}

/** `tell` says that a resource has changed; what it rejects with is the end of one client, and nobody else's concern. */
export function createSubscriptions(
  door: SubscriptionDoor,
  tell: (uri: string) => Promise<void>,
): Subscriptions {
  const wanted = new Map<string, ResourceTarget>();
  const telling = new Set<string>();
  const changedMeanwhile = new Set<string>();
  const follower = createEventFollower(door, (event) => {
    for (const [uri, target] of wanted) if (isAbout(target, event)) changed(uri);
  });

  return {
    async add(uri) {
      const target = offeredTarget(door, uri);
      if (target === undefined) throw new ResourceNotFoundError(uri);
      if (wanted.size >= MOST && !wanted.has(uri))
        throw new ProtocolError(ProtocolErrorCode.InvalidParams, `More than ${MOST} subscriptions.`);
      wanted.set(uri, target);
      await follower.start();
    },
    remove(uri) {
      wanted.delete(uri);
      if (wanted.size === 0) follower.stop();
    },
    close() {
      wanted.clear();
      follower.stop();
    },
  };

  /** While a client is slow to take it, any number of changes are one: it reads the resource anyway. */
  function changed(uri: string): void {
    if (telling.has(uri)) changedMeanwhile.add(uri);
    // A client that goes is no failure.
    else tellLatest(uri).catch(() => {});
  }

  async function tellLatest(uri: string): Promise<void> {
    telling.add(uri);
    try {
      do {
        changedMeanwhile.delete(uri);
        await tell(uri);
      } while (changedMeanwhile.has(uri) && wanted.has(uri));
    } finally {
      telling.delete(uri);
      changedMeanwhile.delete(uri);
    }
  }
}
