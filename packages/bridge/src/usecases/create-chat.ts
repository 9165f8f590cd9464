import type { AgentLink } from '../domain/port/agent-link.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Store } from '../domain/port/store.ts';
import type { Background } from './background.ts';
import { createChatInThread } from './chat-in-thread.ts';
import { createChatSignals } from './chat-signals.ts';
import type { ChatVerbs } from './chat-verbs.ts';
import { createDeliverMessages } from './deliver-messages.ts';
import { createFindAddressee } from './find-addressee.ts';
import { createFollowThreads } from './follow-threads.ts';
import { createHoldLinks } from './hold-links.ts';
import { createListThreads } from './list-threads.ts';
import { createLiveTurns } from './live-turns.ts';
import { createMarkThreadRead } from './mark-thread-read.ts';
import { createNamePeople } from './name-people.ts';
import { createOrderAgent } from './order-agent.ts';
import { createReadThread } from './read-thread.ts';
import { createRemoveThread } from './remove-thread.ts';
import { createRenameThread } from './rename-thread.ts';
import { createSearchThreads } from './search-threads.ts';
import { createTakeReply } from './take-reply.ts';
import { createThreadFeed } from './thread-feed.ts';
import { createTurnAway } from './turn-away.ts';

export interface ChatOptions {
  readonly store: Pick<Store, 'threads' | 'webUsers' | 'uploads' | 'links' | 'backplane'>;
  /** The sockets of the plugins. */
  readonly agent: AgentLink;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly background: Background;
}

/** The verbs of the chat, over one store. */
export function createChat({ store, agent, clock, newId, background }: ChatOptions): ChatVerbs {
  const { threads, webUsers, uploads } = store;
  const signals = createChatSignals(store.backplane, background);
  const feed = createThreadFeed({ threads, clock, background });
  const links = createHoldLinks({ links: store.links, signals, clock, background, holder: newId() });
  const nameOf = createNamePeople(webUsers);
  const turns = createLiveTurns(signals);
  // Its process may have gone without a word.
  links.follow((all) => {
    for (const { name, isConnected } of all) if (!isConnected) turns.lost(name);
  });
  const addressees = createFindAddressee({ threads, webUsers });
  const followThreads = createFollowThreads({ threads, feed, signals, turns, background });
  const deliveries = createDeliverMessages({
    threads,
    agent,
    links,
    nameOf,
    feed,
    signals,
    clock,
    newId,
    background,
  });
  return {
    chatInThread: createChatInThread({ threads, uploads, links, feed, clock, newId }),
    orderAgent: createOrderAgent({ threads, deliveries, nameOf, feed, clock, newId }),
    listThreads: createListThreads(threads),
    readThread: createReadThread(threads),
    searchThreads: createSearchThreads(threads),
    markThreadRead: createMarkThreadRead(threads, followThreads),
    renameThread: createRenameThread(threads, followThreads),
    removeThread: createRemoveThread(threads, followThreads),
    takeReply: createTakeReply({ threads, uploads, addressees, turns, feed, clock, newId }),
    turnAway: createTurnAway(signals),
    followThreads,
    addressees,
    deliveries,
    turns,
    links,
    async close() {
      await links.close();
      await deliveries.close();
      await followThreads.close();
      signals.close();
    },
  };
}
