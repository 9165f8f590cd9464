import type { Route } from '../domain/conversation.ts';
import { messageEvent, type NewEvent } from '../domain/event.ts';
import { Failure, toFailure } from '../domain/failure.ts';
import { isSaid, type Message } from '../domain/message.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Conversations } from '../domain/port/conversations.ts';
import type { EventLog, GatewayName, SessionMark } from '../domain/port/event-log.ts';
import type { Background } from './background.ts';
import { fetchMissing, type Missing } from './fetch-missing.ts';
import { createLookAgain } from './look-again.ts';
import { follows, isHeard, isLater, isSameMark, markAfter } from './session-mark.ts';

/** What was told and is not in the history after so many looks never will be. */
const MOST_LAGS = 3;

/** The history has the older ones as well. */
const MOST_IN_HAND = 500;

/** How the gateway listed a session before its history was looked at. */
export interface Listed {
  readonly sessionId?: string;
  readonly updatedAt?: number;
}

/** Brings what is said in one session into the log, in its order, each message once. */
export interface SessionFollower {
  /** A message was heard. */
  hear(message: Message): void;
  /** The session's messages go there. */
  setRoute(route: Route): void;
  /** Something may have been missed. */
  lookBack(listed?: Listed): void;
  /** It was deleted, and everything said in it was heard: what comes under its name is another one. */
  forget(): void;
  /** Nothing was missed so far, says the gateway's list. */
  trust(): void;
  /** The gateway is gone: when it is back, something may have been missed. */
  pause(): void;
  /** Nothing is left to be done. */
  isIdle(): boolean;
}

export interface FollowSessionDeps {
  readonly conversations: Conversations;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly background: Background;
  /** Lets only so many sessions look at their histories at once. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  readonly gateway: GatewayName;
  readonly sessionKey: string;
  /** What was said before is history. Milliseconds since 1970, by the gateway's clock. */
  readonly since: () => number;
  /** The gateway's list was read to its end, and said of this session that nothing is missing. */
  readonly isTrusted: boolean;
}

/**
 * A message that follows the last one directly goes into the log as it was heard. A hole, another transcript or a doubt means
 * that the history has to be fetched; what is heard meanwhile mostly is in there too.
 */
export function followSession(deps: FollowSessionDeps): SessionFollower {
  const { conversations, log, clock, background, inTurn, gateway, sessionKey, since } = deps;
  const { instance } = gateway;
  const again = createLookAgain(clock, () => {
    wanted ??= {};
    begin();
  });
  /** Undefined until it was looked up. */
  let mark: SessionMark | undefined;
  let route: Route | undefined;
  let heard: readonly Message[] = [];
  let wanted: Listed | undefined;
  /** Until the history was looked at, or the gateway says that nothing changed, a message may seem to follow and does not. */
  let isDoubtful = !deps.isTrusted;
  let isDeleted = false;
  let isPaused = false;
  let isWorking = false;
  /** The gateway said "not now", and is asked again when it is time. */
  let isWaiting = false;
  let lags = 0;
  let refusal: Failure | undefined;

  return {
    hear(message) {
      heard = [...heard, message].slice(-MOST_IN_HAND);
      if (!isWaiting) begin();
    },
    setRoute(itsRoute) {
      route = itsRoute;
    },
    lookBack(listed = {}) {
      wanted = { ...wanted, ...listed };
      begin();
    },
    forget() {
      isDeleted = true;
      begin();
    },
    trust() {
      if (wanted === undefined && !isWorking && !isWaiting) isDoubtful = false;
    },
    pause() {
      isPaused = true;
      isDoubtful = true;
      isWaiting = false;
      again.cancel();
      wanted = undefined;
    },
    isIdle: () => !isWorking && !isWaiting && heard.length === 0 && wanted === undefined,
  };

  function begin(): void {
    isPaused = false;
    isWaiting = false;
    if (isWorking) return;
    isWorking = true;
    background(`follow ${sessionKey}`, work);
  }

  async function work(): Promise<void> {
    let failed: unknown;
    try {
      mark ??= (await log.mark(gateway, sessionKey)) ?? { sessionKey };
      while (!isPaused && (isDeleted || wanted !== undefined || heard.length > 0)) await workOnce();
      failed = refusal;
    } catch (thrown) {
      failed = thrown;
      isDoubtful = true;
      isWaiting = !isPaused;
    }
    refusal = undefined;
    isWorking = false;
    if (failed === undefined) return again.done();
    const failure = isPaused ? undefined : again.after(failed);
    if (failure !== undefined) throw failure;
  }

  async function workOnce(): Promise<void> {
    if (isDeleted) return await beginAnew();
    if (wanted !== undefined || isDoubtful) return await inTurn(fetch);
    await appendHeard();
  }

  async function beginAnew(): Promise<void> {
    isDeleted = false;
    // Something may be missing still, and the look for it says so.
    if (wanted !== undefined || isDoubtful) wanted ??= {};
    else await append([], { sessionKey });
  }

  async function appendHeard(): Promise<void> {
    const done = new Set<Message>();
    const next: Message[] = [];
    for (const message of heard) {
      const last = next.at(-1);
      if (follows(last === undefined ? mark : markAfter(markNow(), last), message)) {
        next.push(message);
      } else if (!(await isKnown(message))) {
        wanted = {};
        break;
      }
      done.add(message);
    }
    const last = next.at(-1);
    if (last !== undefined) await append(eventsOf(next), markAfter(markNow(), last));
    heard = heard.filter((message) => !done.has(message));
  }

  /** The gateway tells some messages twice. */
  async function isKnown(message: Message): Promise<boolean> {
    return isHeard(mark, message) || (await log.known(instance, [message.id])).size > 0;
  }

  async function fetch(): Promise<void> {
    // It may have waited for its turn for long.
    if (isPaused) return;
    const listed = wanted ?? {};
    const inHand = heard;
    wanted = undefined;
    isDoubtful = false;
    // Another process may have come further. What the log has forgotten for its age is not new for that.
    mark = (await log.mark(gateway, sessionKey)) ?? mark ?? { sessionKey };
    const known = (ids: readonly string[]) => log.known(instance, ids);
    const request = { instance, sessionKey, mark, since: since(), known };
    const missing = await fetchMissing(conversations, request).catch((thrown) => onlyHeard(thrown, inHand));
    await appendFetched(missing, markFetched(missing, refusal === undefined ? listed : {}), inHand);
  }

  /** A history that is refused for good must not keep what is told from the log. */
  function onlyHeard(thrown: unknown, inHand: readonly Message[]): Missing {
    const failure = toFailure(thrown);
    if (failure.retryable) throw failure;
    refusal = failure;
    const messages = inHand.filter((message) => !isHeard(mark, message));
    isDoubtful = messages.length === 0;
    const lost = `The history cannot be read, and what was not told is missing: ${failure.message}`;
    return { before: [], messages, ...(isDoubtful ? {} : { lost }) };
  }

  async function appendFetched(
    missing: Missing,
    fetched: SessionMark,
    inHand: readonly Message[],
  ): Promise<void> {
    const gap = missing.lost === undefined ? [] : [gapEvent(missing.lost, missing)];
    const unseen = unseenOf(missing, inHand).filter((message) => !isHeard(mark, message));
    const earlier = unseen.filter((message) => !isLater(message, fetched));
    const later = unseen.filter((message) => isLater(message, fetched));
    lags = later.length === 0 ? 0 : lags + 1;
    const isLagging = lags > 0 && lags <= MOST_LAGS;
    const added = isLagging ? [] : later;
    const last = added.at(-1);
    await append(
      [...eventsOf([...missing.before, ...earlier]), ...gap, ...eventsOf([...missing.messages, ...added])],
      last === undefined ? fetched : markAfter(fetched, last),
    );
    const done = new Set(inHand.filter((message) => !isLagging || !later.includes(message)));
    heard = heard.filter((message) => !done.has(message));
    if (isLagging) throw historyLags();
  }

  function markFetched(missing: Missing, { sessionId, updatedAt }: Listed): SessionMark {
    const last = missing.messages.at(-1) ?? missing.before.at(-1);
    return {
      ...(last === undefined
        ? { ...(missing.isGone === true ? {} : mark), sessionKey }
        : markAfter(markNow(), last)),
      ...(updatedAt === undefined ? {} : { updatedAt }),
      ...(sessionId === undefined ? {} : { sessionId }),
      ...(missing.sessionId === undefined ? {} : { sessionId: missing.sessionId }),
      ...(missing.cursor === undefined ? {} : { historyCursor: missing.cursor }),
    };
  }

  async function append(events: readonly NewEvent[], next: SessionMark): Promise<void> {
    const where = routeNow();
    const whole = { ...next, ...(where === undefined ? {} : { route: where }) };
    if (events.length > 0 || !isSameMark(mark, whole)) await log.append(events, { ...gateway, ...whole });
    mark = whole;
  }

  function markNow(): SessionMark {
    return mark ?? { sessionKey };
  }

  function routeNow(): Route | undefined {
    return route ?? mark?.route;
  }

  function eventsOf(messages: readonly Message[]): readonly NewEvent[] {
    const earliest = since();
    const where = routeNow();
    return messages
      .filter((message) => isSaid(message) && message.at >= earliest && !isHeard(mark, message))
      .map((message) => messageEvent(message, where));
  }

  /** Named by what comes after it, so that two processes that miss the same say so once. */
  function gapEvent(reason: string, { before, messages }: Missing): NewEvent {
    const [first] = messages;
    const after = before.at(-1)?.id ?? mark?.messageId;
    const where = routeNow();
    return {
      type: 'gap',
      instance,
      id:
        first === undefined
          ? `${sessionKey} after ${after ?? 'nothing'}`
          : `${sessionKey} before ${first.id}`,
      sessionKey: sessionKey.toLowerCase(),
      at: first?.at ?? clock.now(),
      gap: {
        reason,
        ...(where === undefined ? {} : { channel: where.channel }),
        ...(after === undefined ? {} : { afterMessageId: after }),
        ...(first === undefined ? {} : { beforeMessageId: first.id }),
      },
    };
  }
}

/** What was heard and is not in the history. */
function unseenOf({ before, messages }: Missing, inHand: readonly Message[]): readonly Message[] {
  const fetched = new Set([...before, ...messages].map(({ id }) => id));
  return inHand.filter(({ id }) => !fetched.has(id));
}

function historyLags(): Failure {
  return new Failure('gateway_failed', 'A history does not hold yet what was told already.', {
    retryable: true,
  });
}
