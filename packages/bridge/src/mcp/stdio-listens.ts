import type { McpServer, RequestId } from '@modelcontextprotocol/server';
import { cancelledId } from './cancelled-id.ts';
import { isListen, listenedUris } from './resources/listened-uris.ts';
import type { SubscriptionDoor } from './resources/resource.ts';
import { createSubscriptions } from './resources/subscriptions.ts';
import type { Tap } from './tap-transport.ts';

/** Keeps an eye on the `subscriptions/listen` of one connection of the stateless era. */
export interface StdioListens extends Tap {
  /** The server that serves the connection from now on. */
  attach(server: McpServer): void;
  close(): void;
}

/**
 * The SDK serves `subscriptions/listen` on stdio by itself and lets pass only what a client listens to, but it tells nobody
 * what that is. So we read along: events are followed while somebody listens, and only then.
 */
export function createStdioListens(door: SubscriptionDoor): StdioListens {
  const listens = new Map<RequestId, readonly string[]>();
  let server: McpServer | undefined;
  const subscriptions = createSubscriptions(door, async (uri) => {
    await server?.server.sendResourceUpdated({ uri });
  });

  return {
    attach(attached) {
      server = attached;
    },
    received(message) {
      if (!('method' in message)) return;
      if ('id' in message && isListen(message)) begin(message.id, listenedUris(message));
      if (message.method === 'notifications/cancelled') end(cancelledId(message));
    },
    sent(message) {
      // It was refused.
      if ('error' in message) end(message.id);
    },
    close: subscriptions.close,
  };

  function begin(id: RequestId, uris: readonly string[]): void {
    end(id);
    listens.set(id, uris);
    // The client has its acknowledgement: the follower logs what cannot be followed, and what names nothing never changes.
    for (const uri of uris) subscriptions.add(uri).catch(() => {});
  }

  function end(id: RequestId | undefined): void {
    const gone = id === undefined ? undefined : listens.get(id);
    if (id === undefined || gone === undefined) return;
    listens.delete(id);
    const left = new Set([...listens.values()].flat());
    for (const uri of gone) if (!left.has(uri)) subscriptions.remove(uri);
  }
}
