import { Failure } from '../domain/failure.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { ThreadLog } from '../domain/port/thread-log.ts';
import { unknownThread, type Thread, type ThreadDecision } from '../domain/thread.ts';
import type { Accepted } from './chat-in-thread.ts';
import type { DeliverMessages } from './deliver-messages.ts';
import type { NamePeople } from './name-people.ts';
import { ownThread } from './own-thread.ts';
import type { ThreadFeed } from './thread-feed.ts';

export interface Decision {
  readonly user: string;
  readonly thread: string;
  /** As OpenClaw calls it. */
  readonly approval: string;
  readonly decision: ThreadDecision;
}

/**
 * What cannot wait until an agent is back: it goes there now, or is refused. Errors: `unknown_thread`, `gateway_unreachable`
 * (retryable) while the agent is not connected.
 */
export interface OrderAgent {
  /** Ends what the agent is doing in this thread. Nothing is written: its number is 0. */
  stop(user: string, thread: string): Promise<Accepted>;
  /** Errors: also `invalid_input`. */
  decide(decision: Decision): Promise<Accepted>;
}

export interface OrderAgentDeps {
  readonly threads: Pick<ThreadLog, 'thread' | 'find' | 'append'>;
  readonly deliveries: Pick<DeliverMessages, 'order'>;
  readonly nameOf: NamePeople;
  readonly feed: Pick<ThreadFeed, 'wake'>;
  readonly clock: Clock;
  readonly newId: () => string;
}

export function createOrderAgent(deps: OrderAgentDeps): OrderAgent {
  const { threads, deliveries, nameOf, feed, clock, newId } = deps;
  return {
    stop: async (user, thread) => await give(await ownThread(threads, user, thread), '/stop'),
    async decide({ user, thread: id, approval, decision }) {
      if (!/^\S{1,200}$/.test(approval)) throw unknownApproval();
      const thread = await ownThread(threads, user, id);
      const key = decidedKey(id, approval);
      const known = await threads.find(thread.link, key);
      if (known) return { id: known.id, seq: known.seq, at: known.at };
      const { at } = await give(thread, `/approve ${approval} ${decision}`);
      const said = { kind: 'decided', approval, decision } as const;
      const written = await threads.append({ id: newId(), thread: id, said, at, key });
      if (written === undefined) throw unknownThread(id);
      feed.wake();
      return { id: written.entry.id, seq: written.entry.seq, at: written.entry.at };
    },
  };

  /** As if it had been typed, but nobody has said it. */
  async function give({ id: thread, user, link }: Thread, text: string): Promise<Accepted> {
    const [id, at, name] = [newId(), clock.now(), await nameOf(user)];
    const order = { id, cursor: 0, thread, user, link, text, attachments: [], at, name };
    if (!(await deliveries.order(order))) throw agentAway();
    return { id, seq: 0, at };
  }
}

/** A decision is the same one, whoever tells of it. */
export function decidedKey(thread: string, approval: string): string {
  return `decided:${thread}:${approval}`;
}

function unknownApproval(): Failure {
  return new Failure('invalid_input', 'This is no approval.', { hint: 'Use the buttons that are shown.' });
}

function agentAway(): Failure {
  return new Failure('gateway_unreachable', 'The agent is not connected.', {
    hint: 'Try again once it is back.',
    retryable: true,
  });
}
