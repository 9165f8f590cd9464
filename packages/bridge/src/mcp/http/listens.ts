import {
  createMcpHandler,
  type McpHttpHandler,
  type McpServer,
  type ServerEventBus,
} from '@modelcontextprotocol/server';
import type { Principal } from '../../domain/principal.ts';
import { listenedUris } from '../resources/listened-uris.ts';
import type { SubscriptionDoor } from '../resources/resource.ts';
import { createSubscriptions } from '../resources/subscriptions.ts';
import { MAX_BODY_BYTES } from './body.ts';
import { bounded } from './bounded-stream.ts';
import { createPlaces, STREAMS } from './places.ts';

/** The open streams of `subscriptions/listen`, of revision 2026-07-28. */
export interface Listens {
  fetch(request: Request, body: unknown, principal: Principal): Promise<Response>;
  size(): number;
  close(): Promise<void>;
}

export interface ListensOptions {
  readonly createServer: (principal: Principal) => McpServer;
  readonly door: Omit<SubscriptionDoor, 'principal'>;
  readonly onError: (error: Error) => void;
}

/** Each stream has a handler and a bus of its own: a bus that streams share does not know who listens to what. */
export function createListens({ createServer, door, onError }: ListensOptions): Listens {
  const open = new Set<McpHttpHandler>();
  const places = createPlaces(STREAMS);

  return {
    async fetch(request, body, principal) {
      const leave = places.take(principal.id);
      const handler = createMcpHandler(() => createServer(principal), {
        legacy: 'reject',
        maxRequestBodySize: MAX_BODY_BYTES,
        maxSubscriptions: leave === undefined ? 0 : 1,
        onerror: onError,
        bus: createBus({ ...door, principal }, listenedUris(body), {
          opened: () => open.add(handler),
          ended() {
            open.delete(handler);
            leave?.();
          },
        }),
      });
      try {
        return bounded(await handler.fetch(request, { parsedBody: body }));
      } finally {
        // It was refused.
        if (!open.has(handler)) leave?.();
      }
    },
    size: () => open.size,
    async close() {
      await Promise.all([...open].map((handler) => handler.close()));
    },
  };
}

/** For one stream: it subscribes when it opens, and leaves when it ends, however that happens. */
function createBus(
  door: SubscriptionDoor,
  uris: readonly string[],
  { opened, ended }: { readonly opened: () => void; readonly ended: () => void },
): ServerEventBus {
  return {
    // Nobody else has news for it.
    publish() {},
    subscribe(listener) {
      const subscriptions = createSubscriptions(door, async (uri) =>
        listener({ kind: 'resource_updated', uri }),
      );
      // The follower logs what cannot be followed now, and tries again; what names nothing never changes.
      for (const uri of uris) subscriptions.add(uri).catch(() => {});
      opened();
      return () => {
        subscriptions.close();
        ended();
      };
    },
  };
}
