import { randomUUID } from 'node:crypto';
import type { Bridge } from '../bridge.ts';
import { timeOrderedId } from '../domain/time-ordered-id.ts';
import { openPeople } from '../open-people.ts';
import { createAgentLinks } from '../relay/agent-links.ts';
import { createRelay, type Relay } from '../relay/relay.ts';
import type { ChatVerbs } from '../usecases/chat-verbs.ts';
import { createChat } from '../usecases/create-chat.ts';
import type { PeopleVerbs } from '../usecases/people-verbs.ts';

/** The chat behind the doors of browsers and channel plugins. */
export interface Chat {
  readonly verbs: ChatVerbs;
  readonly people: PeopleVerbs;
  readonly relay: Relay;
  /** Tells all that they may come back, and waits until what they asked for is done. Calling it again changes nothing. */
  close(): Promise<void>;
}

export function openChat({ store, clock, background, log }: Bridge): Chat {
  const seats = createAgentLinks();
  const newId = () => timeOrderedId(clock.now(), randomUUID());
  const verbs = createChat({ store, agent: seats, clock, newId, background });
  const relay = createRelay({ chat: verbs, seats, clock, background, log });
  let closing: Promise<void> | undefined;
  return {
    verbs,
    relay,
    people: openPeople({ store, clock, background, lookAgain: verbs.turnAway.away }),
    close: () => (closing ??= closeAll()),
  };

  async function closeAll(): Promise<void> {
    await relay.close();
    await verbs.close();
  }
}
