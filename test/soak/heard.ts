import { setTimeout as pause } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import { between, oneOf, type Chance } from './form.ts';
import { ToolError, type Mortal } from './mortal.ts';

/** An event as `events_poll` shows it. */
export interface HeardEvent {
  readonly cursor: number;
  readonly type: string;
  readonly sessionKey?: string;
  readonly messageId?: string;
  readonly text?: string;
  readonly kind?: string;
  readonly id?: string;
  readonly taskId?: string;
  readonly reason?: string;
}

interface Poll {
  readonly events: readonly HeardEvent[];
  readonly next_cursor: number;
  readonly epoch: string;
  readonly has_more: boolean;
  readonly gap?: object;
}

const PATIENCE = { timeout: 60_000, interval: 50 };
const LONGEST_PAUSE_MS = 100;

/** Calls bridges that die until one answers. A failure that would come again is thrown. */
export async function callUntilAnswered<T>(
  bridges: readonly Mortal[],
  chance: Chance,
  tool: string,
  args: object,
): Promise<T> {
  let fault: ToolError | undefined;
  const answer = await vi.waitFor(async () => {
    try {
      return await oneOf(bridges, chance).call<T>(tool, args);
    } catch (thrown) {
      // It was killed before it answered, or what it needs is away. Anything else is a fault.
      if (!(thrown instanceof ToolError) || thrown.retryable) throw thrown;
      fault = thrown;
      return undefined;
    }
  }, PATIENCE);
  if (answer === undefined) throw fault;
  return answer;
}

/** A client that follows the log with its cursor, whichever bridge lives. */
export interface Follower {
  /** Everything it has been told, in the order in which it was told. */
  readonly events: readonly HeardEvent[];
  /** Goes on until nothing is left to be told, then ends. */
  stop(): Promise<void>;
}

export function followLog(
  bridges: readonly Mortal[],
  chance: Chance,
  onEvent: (event: HeardEvent) => void,
): Follower {
  const events: HeardEvent[] = [];
  let stopped = false;
  const following = follow();
  // Whoever stops it hears of it.
  following.catch(() => {});
  return {
    events,
    async stop() {
      stopped = true;
      await following;
    },
  };

  async function follow(): Promise<void> {
    let place: { after_cursor?: number; epoch?: string } = {};
    for (let isLast = false; !isLast;) {
      isLast = stopped;
      for (let hasMore = true; hasMore;) {
        const args = { ...place, limit: between(1, 200, chance) };
        const page = await callUntilAnswered<Poll>(bridges, chance, 'events_poll', args);
        expect(page.gap).toBeUndefined();
        for (const event of page.events) onEvent(event);
        events.push(...page.events);
        place = { after_cursor: page.next_cursor, epoch: page.epoch };
        hasMore = page.has_more;
      }
      await pause(between(0, LONGEST_PAUSE_MS, chance));
    }
  }
}

/** The whole log, as one bridge reads it page by page. */
export async function readLog(bridge: Mortal): Promise<readonly HeardEvent[]> {
  const events: HeardEvent[] = [];
  for (let after_cursor = 0; ;) {
    const page = await bridge.call<Poll>('events_poll', { after_cursor, limit: 200 });
    events.push(...page.events);
    if (!page.has_more) return events;
    after_cursor = page.next_cursor;
  }
}

/** Ids of the messages of each session, in the order of the log. */
export function messagesOf(events: readonly HeardEvent[]): Map<string, readonly string[]> {
  const bySession = new Map<string, string[]>();
  for (const { type, sessionKey = '', messageId = '' } of events) {
    if (type !== 'message') continue;
    const ids = bySession.get(sessionKey) ?? [];
    bySession.set(sessionKey, [...ids, messageId]);
  }
  return bySession;
}
