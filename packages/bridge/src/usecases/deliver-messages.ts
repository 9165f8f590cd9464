import type { AgentLink } from '../domain/port/agent-link.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { ThreadLog } from '../domain/port/thread-log.ts';
import type { LoggedEntry, Outgoing, Said } from '../domain/thread.ts';
import type { Background } from './background.ts';
import type { ChatSignals, Order } from './chat-signals.ts';
import type { HoldLinks } from './hold-links.ts';
import type { NamePeople } from './name-people.ts';
import type { ThreadFeed } from './thread-feed.ts';

/** On their way at once: a plugin that takes nothing is not buried. */
const WINDOW = 32;

/** A store that cannot be read, and a socket that is full, are tried again. */
const AGAIN_MS = 1_000;

/** What waits for an agent goes there: in order, and again after every break until it is taken. */
export interface DeliverMessages {
  /** A link wants messages: everything it has not taken is sent, also what was sent over an earlier socket. */
  begin(link: string): void;
  /** Its socket is gone. */
  end(link: string): void;
  /** The agent has it; with `refused` it will never have it, and why. What is not on its way is ignored: it is sent again. */
  taken(link: string, id: string, refused: string | undefined): Promise<void>;
  /** At once, to wherever the link is. False when it is nowhere. */
  order(order: Order): Promise<boolean>;
  close(): Promise<void>;
}

export interface DeliverMessagesDeps {
  readonly threads: Pick<ThreadLog, 'undelivered' | 'append'>;
  readonly agent: AgentLink;
  readonly links: Pick<HoldLinks, 'list' | 'holds'>;
  readonly nameOf: NamePeople;
  readonly feed: ThreadFeed;
  readonly signals: ChatSignals;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly background: Background;
}

/** One socket of a link, from its `ready` to its end. */
interface Lane {
  readonly link: string;
  /** The newest message that was sent over it. */
  after: number;
  readonly underway: Map<string, Outgoing>;
  isPushing: boolean;
  moreMeanwhile: boolean;
}

export function createDeliverMessages(deps: DeliverMessagesDeps): DeliverMessages {
  const { threads, agent, links, nameOf, feed, signals, clock, newId, background } = deps;
  const lanes = new Map<string, Lane>();
  let following: Promise<() => void> | undefined;

  signals.listen((signal) => {
    if (signal.type === 'order' && lanes.has(signal.order.link)) agent.deliver(signal.order);
  });

  return {
    begin(link) {
      const lane: Lane = { link, after: 0, underway: new Map(), isPushing: false, moreMeanwhile: false };
      lanes.set(link, lane);
      start(lane);
    },
    end: (link) => void lanes.delete(link),
    async taken(link, id, refused) {
      const lane = lanes.get(link);
      const message = lane?.underway.get(id);
      if (lane && message) await settle(lane, message, refused);
    },
    async order(order) {
      if (lanes.has(order.link) || links.holds(order.link)) return agent.deliver(order);
      const isElsewhere = (await links.list()).some((one) => one.name === order.link && one.isConnected);
      if (isElsewhere) signals.send({ type: 'order', order });
      return isElsewhere;
    },
    async close() {
      lanes.clear();
      (await following)?.();
    },
  };

  /** What is said from now on is heard of before what was said is looked for, so that nothing falls in between. */
  function start(lane: Lane): void {
    if (lanes.get(lane.link) !== lane) return;
    background('begin to deliver messages', async () => {
      try {
        await (following ??= feed.follow(onEntry));
      } catch (thrown) {
        following = undefined;
        clock.after(AGAIN_MS, () => start(lane));
        throw thrown;
      }
      wake(lane);
    });
  }

  function onEntry({ link, entry }: LoggedEntry): void {
    const lane = entry.kind === 'said' ? lanes.get(link) : undefined;
    if (lane) wake(lane);
  }

  function wake(lane: Lane): void {
    lane.moreMeanwhile = true;
    if (lane.isPushing) return;
    lane.isPushing = true;
    background('deliver messages', () => push(lane));
  }

  async function push(lane: Lane): Promise<void> {
    try {
      while (lane.moreMeanwhile) {
        lane.moreMeanwhile = false;
        await pushMore(lane);
      }
    } catch (thrown) {
      clock.after(AGAIN_MS, () => wake(lane));
      throw thrown;
    } finally {
      lane.isPushing = false;
    }
  }

  async function pushMore(lane: Lane): Promise<void> {
    const room = WINDOW - lane.underway.size;
    if (room <= 0 || lanes.get(lane.link) !== lane) return;
    for (const message of await threads.undelivered(lane.link, lane.after, room)) {
      const name = await nameOf(message.user);
      // Another socket came meanwhile, which gets it all.
      if (lanes.get(lane.link) !== lane) return;
      lane.underway.set(message.id, message);
      if (!agent.deliver({ ...message, name })) {
        lane.underway.delete(message.id);
        clock.after(AGAIN_MS, () => wake(lane));
        return;
      }
      lane.after = message.cursor;
    }
  }

  /** The plugin says it once: where it cannot be written now, that is tried again. */
  async function settle(lane: Lane, message: Outgoing, refused: string | undefined): Promise<void> {
    const { id, thread } = message;
    const said: Said =
      refused === undefined
        ? { kind: 'delivered', of: id }
        : { kind: 'undeliverable', of: id, reason: refused };
    try {
      await threads.append({ id: newId(), thread, said, at: clock.now(), key: `delivered:${id}` });
    } catch (thrown) {
      clock.after(AGAIN_MS, () => background('note a delivery', () => settle(lane, message, refused)));
      throw thrown;
    }
    lane.underway.delete(id);
    feed.wake();
    wake(lane);
  }
}
