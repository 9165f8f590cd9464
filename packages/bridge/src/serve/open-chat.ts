import { randomUUID } from 'node:crypto';
import type { Bridge } from '../bridge.ts';
import { timeOrderedId } from '../domain/time-ordered-id.ts';
import { openPeople } from '../people.ts';
import type { ChatVerbs } from '../usecases/chat-verbs.ts';
import { createChat } from '../usecases/create-chat.ts';
import type { PeopleVerbs } from '../usecases/people-verbs.ts';
import type { Sockets } from './web-door.ts';

/** The chat behind the doors of browsers and channel plugins. */
export interface Chat {
  readonly verbs: ChatVerbs;
  readonly people: PeopleVerbs;
  readonly relay: Sockets & {
    sizes(): { readonly peers: number; readonly links: number };
    leave(): void;
  };
  /** Ends what is open, then what was asked for. */
  close(): Promise<void>;
}

export function openChat({ store, clock, background }: Bridge): Chat {
  const newId = () => timeOrderedId(clock.now(), randomUUID());
  const verbs = createChat({
    store,
    agent: { ready: () => [], deliver: () => false },
    clock,
    newId,
    background,
  });
  return {
    verbs,
    people: openPeople({ store, clock, background, lookAgain: verbs.turnAway.away }),
    relay: {
      acceptPeer: ({ socket }) => void socket.destroy(),
      acceptLink: ({ socket }) => void socket.destroy(),
      sizes: () => ({ peers: 0, links: 0 }),
      leave() {},
    },
    async close() {
      await verbs.close();
    },
  };
}
