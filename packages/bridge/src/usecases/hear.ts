import { permits, permitsInstance } from '../domain/allow-list.ts';
import { fullSessionKey } from '../domain/conversation.ts';
import type { EventType, LoggedEvent } from '../domain/event.ts';
import { Failure } from '../domain/failure.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { EventLog, Extent } from '../domain/port/event-log.ts';
import type { StopSignal } from '../domain/port/stop-signal.ts';
import { requireScope, type Principal } from '../domain/principal.ts';
import type { Unheard } from './attention.ts';
import type { EventFeed } from './event-feed.ts';
import type { Listening } from './listen.ts';

/** Read at a time: more than is asked for where little is, because some may have to be passed over. */
const MOST = 200;
const LEAST = 50;

/** Events somebody may not see are passed over; after so many of them he gets the place reached so far. */
const MAX_PASSED = 5_000;

export interface HearRequest {
  readonly principal: Principal;
  /** Cursor of the last event that was seen; 0 for none. */
  readonly after: number;
  /** In place of a cursor: nothing that is in the log by now. */
  readonly onlyNew?: boolean | undefined;
  /** Of the log that cursor is from. Without it, it is taken to be from this one. */
  readonly epoch?: string | undefined;
  /** With or without its agent. */
  readonly sessionKey?: string | undefined;
  readonly instance?: string | undefined;
  readonly types?: readonly EventType[] | undefined;
  readonly withRaw?: boolean | undefined;
}

export interface PollRequest extends HearRequest {
  readonly limit: number;
  /** How long the events may be together, and how long each is as it is told. At least one comes in any case. */
  readonly size?: { readonly max: number; readonly of: (event: LoggedEvent) => number };
}

export interface WaitRequest extends HearRequest {
  readonly timeoutMs: number;
  readonly signal: StopSignal;
}

/** Events that can no longer be had: those between the cursor that was given and the oldest event there is. */
export interface CursorGap {
  readonly requestedAfter: number;
  readonly oldest: number;
  /** `expired`: deleted because of their age or number. `other_log`: the cursor is of another log. */
  readonly reason: 'expired' | 'other_log';
}

export interface Heard {
  readonly events: readonly LoggedEvent[];
  /** Where to go on. */
  readonly nextCursor: number;
  readonly epoch: string;
  readonly hasMore: boolean;
  readonly gap?: CursorGap;
  /** Instances nothing is heard of for now. */
  readonly unheard: readonly Unheard[];
}

/** What happened after a cursor: what is in the log now, or the next event as soon as there is one. Errors: `not_allowed`. */
export interface Hear {
  poll(request: PollRequest): Promise<Heard>;
  /**
   * At most one event. Resolves without one when the time is over, and at once when there is a gap. Rejects with
   * `cancelled` when the signal aborts.
   */
  wait(request: WaitRequest): Promise<Heard>;
}

export interface HearDeps {
  readonly log: EventLog;
  readonly feed: EventFeed;
  readonly clock: Clock;
  readonly listening: Pick<Listening, 'caughtUp' | 'trouble'>;
}

export function createHear({ log, feed, clock, listening }: HearDeps): Hear {
  return { poll, wait };

  async function poll(request: PollRequest): Promise<Heard> {
    requireScope(request.principal, 'read');
    await listening.caughtUp();
    const extent = await log.extent();
    const { newest, epoch } = extent;
    if (request.onlyNew === true)
      return { events: [], nextCursor: newest, epoch, hasMore: false, unheard: unheardBy(request.principal) };
    const before = gapBefore(request, extent);
    const from = before === undefined ? request.after : extent.oldest - 1;
    const { events, reached, hasMore, isWhole } = await scan(request, from);
    const gap = before ?? (isWhole ? undefined : gapBefore({ after: from }, await log.extent()));
    return {
      events,
      // What lies between was looked through: whoever goes on from there need not do it again.
      nextCursor: hasMore ? reached : Math.max(reached, newest),
      epoch,
      hasMore,
      unheard: unheardBy(request.principal),
      ...(gap === undefined ? {} : { gap }),
    };
  }

  function unheardBy({ allow }: Principal): readonly Unheard[] {
    return listening.trouble().filter(({ instance }) => permitsInstance(allow, instance));
  }

  async function scan(request: PollRequest, from: number) {
    const { limit, sessionKey, withRaw = false } = request;
    const pageSize = Math.min(MOST, Math.max(LEAST, limit + 1));
    const session = sessionKey === undefined ? {} : { sessionKey: fullSessionKey(sessionKey) };
    const events: LoggedEvent[] = [];
    let reached = from;
    let size = 0;
    /** The very next event was there: nothing was deleted before it could be read. */
    let isWhole = false;
    for (let passed = 0; passed < MAX_PASSED;) {
      const page = await log.read({ after: reached, limit: pageSize, withRaw, ...session });
      isWhole ||= page[0]?.cursor === from + 1;
      for (const event of page) {
        if (isWanted(event, request)) {
          size += request.size?.of(event) ?? 0;
          if (events.length === limit || (events.length > 0 && size > (request.size?.max ?? size)))
            return { events, reached, hasMore: true, isWhole };
          events.push(event);
        } else passed++;
        reached = event.cursor;
      }
      if (page.length < pageSize) return { events, reached, hasMore: false, isWhole };
    }
    return { events, reached, hasMore: true, isWhole };
  }

  /** Further than one look passes over events. */
  async function pollOn(request: PollRequest): Promise<Heard> {
    for (let after = request.after; ;) {
      const heard = await poll({ ...request, after });
      if (heard.events.length > 0 || heard.gap !== undefined || !heard.hasMore) return heard;
      after = heard.nextCursor;
    }
  }

  async function wait(request: WaitRequest): Promise<Heard> {
    if (request.onlyNew !== true) return await waitFrom(request);
    const { nextCursor, epoch } = await poll({ ...request, limit: 1 });
    return await waitFrom({ ...request, onlyNew: false, after: nextCursor, epoch });
  }

  async function waitFrom(request: WaitRequest): Promise<Heard> {
    const next = createNext(request, clock);
    try {
      // First listen, then look: what happens in between is found by the look.
      const stopFollowing = await feed.follow(next.offer);
      try {
        const heard = await pollOn({ ...request, limit: 1 });
        if (heard.events.length > 0 || heard.gap !== undefined) return heard;
        const event = await next.event;
        if (event === undefined) return heard;
        return request.withRaw === true
          ? await poll({ ...request, after: event.cursor - 1, limit: 1 })
          : { ...heard, events: [event], nextCursor: event.cursor };
      } finally {
        stopFollowing();
      }
    } finally {
      next.stop();
    }
  }
}

/** The first wanted event that is offered, or none when the time is over. */
function createNext({ timeoutMs, signal, ...request }: WaitRequest, clock: Clock) {
  let resolve: (event: LoggedEvent | undefined) => void = () => {};
  let reject: (reason: Failure) => void = () => {};
  const event = new Promise<LoggedEvent | undefined>((keep, refuse) => {
    resolve = keep;
    reject = refuse;
  });
  // It may be given up before anybody waits for it.
  event.catch(() => {});
  const cancel = () => reject(new Failure('cancelled', 'Nobody waits for this event any more.'));
  const cancelTimer = clock.after(timeoutMs, () => resolve(undefined));
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  return {
    event,
    offer(offered: LoggedEvent) {
      if (offered.cursor > request.after && isWanted(offered, request)) resolve(offered);
    },
    stop() {
      cancelTimer();
      signal.removeEventListener('abort', cancel);
    },
  };
}

function gapBefore(
  { after, epoch }: Pick<HearRequest, 'after' | 'epoch'>,
  extent: Extent,
): CursorGap | undefined {
  const { oldest, newest } = extent;
  const isOther = after > newest || (epoch !== undefined && epoch !== extent.epoch);
  if (isOther) return { requestedAfter: after, oldest, reason: 'other_log' };
  return after < oldest - 1 ? { requestedAfter: after, oldest, reason: 'expired' } : undefined;
}

function isWanted(event: LoggedEvent, { principal, sessionKey, instance, types }: HearRequest): boolean {
  return (
    isVisible(event, principal) &&
    (instance === undefined || event.instance === instance) &&
    (types === undefined || types.includes(event.type)) &&
    (sessionKey === undefined || event.sessionKey === fullSessionKey(sessionKey))
  );
}

/** May this principal know of it? */
export function isVisible(event: LoggedEvent, { id, allow }: Principal): boolean {
  if (event.principal !== undefined && event.principal !== id) return false;
  // What is his own and belongs to no session touches none.
  if (event.principal === id && event.sessionKey === undefined) return permitsInstance(allow, event.instance);
  return permits(allow, {
    instance: event.instance,
    sessionKey: event.sessionKey,
    channel: channelOf(event),
  });
}

function channelOf(event: LoggedEvent): string | undefined {
  if ('message' in event) return event.message.route?.channel;
  if ('approval' in event) return event.approval.channel;
  if ('gap' in event) return event.gap.channel;
  return 'resolution' in event ? event.resolution.channel : undefined;
}
