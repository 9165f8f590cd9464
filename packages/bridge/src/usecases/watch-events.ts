import type { LoggedEvent } from '../domain/event.ts';
import type { EventLog } from '../domain/port/event-log.ts';
import { requireScope, type Principal } from '../domain/principal.ts';
import type { EventFeed } from './event-feed.ts';
import { isVisible, type CursorGap } from './hear.ts';

/** What is read of the log at a time. */
const PAGE = 200;

/** Whoever missed more is told so, and sees the newest ones. */
const MOST_REPLAYED = 1_000;

/** The last event somebody has seen, in the log it was in. */
export interface EventPlace {
  readonly epoch: string;
  readonly cursor: number;
}

export interface WatchRequest {
  readonly principal: Principal;
  /** Goes on from there. */
  readonly after?: EventPlace | undefined;
  /** Without a place: begins with so many of the newest events. */
  readonly recent: number;
}

/** Why there are events that cannot be shown. */
export type Lost = CursorGap['reason'] | 'too_many';

export interface EventWatcher {
  hear(event: LoggedEvent, epoch: string): void;
  lose(reason: Lost): void;
}

/**
 * The event log as it grows, whole, for whoever runs the bridge: also what is meant for one principal only. Each event once
 * and in order. Resolves, with how to stop, once the watcher has heard what is there. Errors: `not_allowed`.
 */
export type WatchEvents = (request: WatchRequest, watcher: EventWatcher) => Promise<() => void>;

export interface WatchEventsDeps {
  readonly log: Pick<EventLog, 'read' | 'extent'>;
  readonly feed: EventFeed;
  /** Somebody wants to hear: from now on the gateways are listened to. */
  readonly listen: () => void;
}

export function createWatchEvents({ log, feed, listen }: WatchEventsDeps): WatchEvents {
  return async function watchEvents(request, watcher) {
    requireScope(request.principal, 'admin');
    listen();
    /** What happens while the past is read. */
    let held: LoggedEvent[] | undefined = [];
    let tell: (event: LoggedEvent) => void = () => {};
    // First listen, then look: what happens in between is found by the look.
    const stopFollowing = await feed.follow((event) => {
      if (held === undefined) tell(event);
      else held.push(event);
    });
    try {
      const { epoch, oldest, newest } = await log.extent();
      const from = placeToBegin(request, { epoch, oldest, newest });
      let reached = from.after;
      tell = (event) => {
        if (event.cursor <= reached) return;
        reached = event.cursor;
        if (maySee(event, request.principal)) watcher.hear(event, epoch);
      };
      if (from.lost !== undefined) watcher.lose(from.lost);
      for await (const event of read(from.after)) tell(event);
      for (const event of held) tell(event);
      held = undefined;
      return stopFollowing;
    } catch (thrown) {
      stopFollowing();
      throw thrown;
    }
  };

  async function* read(after: number): AsyncGenerator<LoggedEvent, void> {
    for (let [reached, found] = [after, PAGE]; found === PAGE;) {
      const page = await log.read({ after: reached, limit: PAGE, withRaw: false });
      yield* page;
      found = page.length;
      reached = page.at(-1)?.cursor ?? reached;
    }
  }
}

function placeToBegin(
  { after, recent }: WatchRequest,
  { epoch, oldest, newest }: { readonly epoch: string; readonly oldest: number; readonly newest: number },
): { readonly after: number; readonly lost?: Lost } {
  const latest = (count: number) => Math.max(oldest - 1, newest - count);
  if (after === undefined) return { after: latest(recent) };
  if (after.epoch !== epoch || after.cursor > newest) return { after: latest(recent), lost: 'other_log' };
  if (after.cursor < newest - MOST_REPLAYED) return { after: latest(MOST_REPLAYED), lost: 'too_many' };
  if (after.cursor < oldest - 1) return { after: oldest - 1, lost: 'expired' };
  return { after: after.cursor };
}

/** Whoever runs the bridge sees what is meant for another one as that one does. */
function maySee(event: LoggedEvent, principal: Principal): boolean {
  return isVisible(event, { ...principal, id: event.principal ?? principal.id });
}
