import type { Route } from '../domain/conversation.ts';
import { messageEvent, type NewEvent } from '../domain/event.ts';
import { Failure } from '../domain/failure.ts';
import { isSaid, type Message } from '../domain/message.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Conversations } from '../domain/port/conversations.ts';
import type { EventLog, GatewayName, SessionMark } from '../domain/port/event-log.ts';
import type { Background } from './background.ts';
import { fetchMissing, isHeard, type Missing } from './fetch-missing.ts';
import { createLookAgain } from './look-again.ts';

/** A gateway keeps rows to itself; more than a few between two messages means that something else was there. */
const LONGEST_STEP = 6;

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
  /** What was said before is history. By the gateway's clock. */
  readonly since: number;
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
  const again = createLookAgain(clock, begin);
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

  return {
    hear(message) {
      heard = [...heard, message];
      begin();
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
      if (wanted === undefined && !isWorking) isDoubtful = false;
    },
    pause() {
      isPaused = true;
      isDoubtful = true;
      again.cancel();
      heard = [];
      wanted = undefined;
    },
    isIdle: () => !isWorking && heard.length === 0 && wanted === undefined,
  };

  function begin(): void {
    isPaused = false;
    if (isWorking) return;
    isWorking = true;
    background(`follow ${sessionKey}`, work);
  }

  async function work(): Promise<void> {
    try {
      mark ??= (await log.mark(gateway, sessionKey)) ?? { sessionKey };
      while (isDeleted || wanted !== undefined || heard.length > 0) await workOnce();
      again.done();
    } catch (thrown) {
      // What was heard is in the history as well.
      heard = [];
      wanted ??= {};
      if (isPaused) return;
      const failure = again.after(thrown);
      if (failure !== undefined) throw failure;
    } finally {
      isWorking = false;
    }
  }

  async function workOnce(): Promise<void> {
    if (isDeleted) return await beginAnew();
    if (wanted !== undefined || isDoubtful) return await inTurn(fetch);
    await appendHeard();
  }

  async function beginAnew(): Promise<void> {
    isDeleted = false;
    await append([], { sessionKey });
  }

  async function appendHeard(): Promise<void> {
    const messages = heard;
    heard = [];
    const next: Message[] = [];
    for (const [i, message] of messages.entries()) {
      const last = next.at(-1);
      if (follows(last === undefined ? mark : markAfter(mark, last), message)) {
        next.push(message);
      } else if (!(await isKnown(message))) {
        wanted = {};
        heard = [...messages.slice(i), ...heard];
        break;
      }
    }
    const last = next.at(-1);
    if (last !== undefined) await append(eventsOf(next), markAfter(mark, last));
  }

  /** The gateway tells some messages twice. */
  async function isKnown(message: Message): Promise<boolean> {
    return isHeard(mark, message) || (await log.known(instance, [message.id])).size > 0;
  }

  async function fetch(): Promise<void> {
    const { sessionId, updatedAt } = wanted ?? {};
    const inHand = heard;
    wanted = undefined;
    isDoubtful = false;
    // Another process may have come further, and what it logged may be deleted for its age already.
    mark = (await log.mark(gateway, sessionKey)) ?? { sessionKey };
    const known = (ids: readonly string[]) => log.known(instance, ids);
    const missing = await fetchMissing(conversations, { instance, sessionKey, mark, since, known });
    const gap = missing.lost === undefined ? [] : [gapEvent(missing.lost, missing)];
    const last = missing.messages.at(-1) ?? missing.before.at(-1);
    const fetched: SessionMark = {
      ...(last === undefined
        ? { ...(missing.isGone === true ? {} : mark), sessionKey }
        : markAfter(mark, last)),
      ...(updatedAt === undefined ? {} : { updatedAt }),
      ...(sessionId === undefined ? {} : { sessionId }),
      ...(missing.sessionId === undefined ? {} : { sessionId: missing.sessionId }),
      ...(missing.cursor === undefined ? {} : { historyCursor: missing.cursor }),
    };
    const unseen = unseenOf(missing, inHand).filter((message) => !isHeard(mark, message));
    const earlier = unseen.filter((message) => !isLater(message, fetched));
    await append(
      [...eventsOf([...missing.before, ...earlier]), ...gap, ...eventsOf(missing.messages)],
      fetched,
    );
    const later = unseen.filter((message) => isLater(message, fetched));
    // It was told before it was written down.
    if (later.length > 0) throw historyLags();
    const done = new Set(inHand);
    heard = heard.filter((message) => !done.has(message));
  }

  async function append(events: readonly NewEvent[], next: SessionMark): Promise<void> {
    if (events.length > 0 || !isSameMark(mark, next)) await log.append(events, { ...gateway, ...next });
    mark = next;
  }

  function eventsOf(messages: readonly Message[]): readonly NewEvent[] {
    return messages
      .filter((message) => isSaid(message) && message.at >= since && !isHeard(mark, message))
      .map((message) => messageEvent(message, route));
  }

  function markAfter(before: SessionMark | undefined, { id, seq, position }: Message): SessionMark {
    const { messageSeq: _, position: __, ...rest } = before ?? {};
    return {
      ...rest,
      sessionKey,
      messageId: id,
      ...(seq === undefined ? {} : { messageSeq: seq }),
      ...(position === undefined ? {} : { position }),
    };
  }

  /** Named by what comes after it, so that two processes that miss the same say so once. */
  function gapEvent(reason: string, { before, messages }: Missing): NewEvent {
    const [first] = messages;
    const after = before.at(-1)?.id ?? mark?.messageId;
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
        ...(route === undefined ? {} : { channel: route.channel }),
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

/** Otherwise it was cut off from the history, by a reset say. */
function isLater({ position }: Message, { position: last }: SessionMark): boolean {
  if (position === undefined || last === undefined) return false;
  return position.source === last.source && position.rawSeq > last.rawSeq;
}

function historyLags(): Failure {
  return new Failure('gateway_failed', 'A history does not hold yet what was told already.', {
    retryable: true,
  });
}

/** Does a message come directly after the last one of the log? Numbers begin anew after a reset, so the position counts as well. */
function follows(mark: SessionMark | undefined, { seq, position }: Message): boolean {
  if (mark?.messageSeq === undefined || mark.position === undefined || seq === undefined) return false;
  const step = position?.source === mark.position.source ? position.rawSeq - mark.position.rawSeq : 0;
  return seq === mark.messageSeq + 1 && step > 0 && step <= LONGEST_STEP;
}

function isSameMark(one: SessionMark | undefined, other: SessionMark): boolean {
  const keys = Object.keys({ ...one, ...other }) as (keyof SessionMark)[];
  return keys.every((key) => JSON.stringify(one?.[key]) === JSON.stringify(other[key]));
}
