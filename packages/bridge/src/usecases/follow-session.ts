import type { Route } from '../domain/conversation.ts';
import { messageEvent, type NewEvent } from '../domain/event.ts';
import { toFailure } from '../domain/failure.ts';
import { isSaid, type Message } from '../domain/message.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Conversations } from '../domain/port/conversations.ts';
import type { EventLog, GatewayName, SessionMark } from '../domain/port/event-log.ts';
import type { Background } from './background.ts';
import { fetchMissing, isHeard, type Missing } from './fetch-missing.ts';

/** A gateway or a store that says no now is asked again: what it has would otherwise be missed until the next reconnect. */
const AGAIN_MS = 2_000;

/** A gateway keeps rows to itself; more than a few between two messages means that something else was there. */
const LONGEST_STEP = 6;

/** How the gateway listed a session before its history was looked at. */
export interface Listed {
  readonly sessionId?: string;
  readonly updatedAt?: number;
  readonly route?: Route;
}

/** Brings what is said in one session into the log, in its order, each message once. */
export interface SessionFollower {
  /** A message was heard. */
  hear(message: Message, route: Route | undefined): void;
  /** Something may have been missed. */
  lookBack(listed?: Listed): void;
  /** The gateway is gone; whoever finds it again looks back. */
  pause(): void;
  readonly mark: () => SessionMark | undefined;
}

export interface FollowSessionDeps {
  readonly conversations: Conversations;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly background: Background;
  readonly gateway: GatewayName;
  readonly sessionKey: string;
  /** By the gateway's clock. */
  readonly since: number;
  readonly mark: SessionMark | undefined;
}

/**
 * A message that follows the last one directly goes into the log as it was heard. A hole, another transcript or a doubt means
 * that the history has to be fetched; what is heard meanwhile is in there too.
 */
export function followSession(deps: FollowSessionDeps): SessionFollower {
  const { conversations, log, clock, background, gateway, sessionKey, since } = deps;
  const { instance } = gateway;
  let mark = deps.mark;
  let route: Route | undefined;
  let heard: Message[] = [];
  let wanted: Omit<Listed, 'route'> | undefined;
  let working = false;
  let cancelAgain = () => {};

  return {
    hear(message, itsRoute) {
      route = itsRoute ?? route;
      heard.push(message);
      begin();
    },
    lookBack({ route: itsRoute, ...listed } = {}) {
      route = itsRoute ?? route;
      wanted = { ...wanted, ...listed };
      begin();
    },
    pause() {
      cancelAgain();
      heard = [];
      wanted = undefined;
    },
    mark: () => mark,
  };

  function begin(): void {
    if (working) return;
    working = true;
    background(`follow ${sessionKey}`, work);
  }

  async function work(): Promise<void> {
    try {
      while (wanted !== undefined || heard.length > 0) {
        if (wanted === undefined) await appendHeard();
        else await fetch();
      }
    } catch (thrown) {
      // What was heard is in the history as well.
      heard = [];
      wanted ??= {};
      cancelAgain();
      cancelAgain = clock.after(AGAIN_MS, begin);
      if (!toFailure(thrown).retryable) throw thrown;
    } finally {
      working = false;
    }
  }

  async function appendHeard(): Promise<void> {
    const messages = heard;
    heard = [];
    const next: Message[] = [];
    for (const message of messages) {
      const last = next.at(-1);
      const place = last === undefined ? mark : markAfter(mark, last);
      if (follows(place, message)) {
        next.push(message);
      } else if (!(await isKnown(message))) {
        wanted = {};
        break;
      }
    }
    const last = next.at(-1);
    if (last !== undefined) await append(eventsOf(next), markAfter(mark, last));
  }

  /** The gateway tells some messages twice. */
  async function isKnown(message: Message): Promise<boolean> {
    return isHeard(mark, message) || (await log.knownMessages(instance, [message.id])).size > 0;
  }

  async function fetch(): Promise<void> {
    const listed = wanted ?? {};
    wanted = undefined;
    heard = [];
    const known = (ids: readonly string[]) => log.knownMessages(instance, ids);
    const missing = await fetchMissing(conversations, { instance, sessionKey, mark, since, known });
    const gap = missing.lost === undefined ? [] : [gapEvent(missing.lost, missing)];
    const last = missing.messages.at(-1) ?? missing.before.at(-1);
    const fetched: SessionMark = {
      ...(last === undefined
        ? { ...(missing.isGone === true ? {} : mark), sessionKey }
        : markAfter(mark, last)),
      ...listed,
      ...(missing.sessionId === undefined ? {} : { sessionId: missing.sessionId }),
      ...(missing.cursor === undefined ? {} : { historyCursor: missing.cursor }),
    };
    await append([...eventsOf(missing.before), ...gap, ...eventsOf(missing.messages)], fetched);
  }

  async function append(events: readonly NewEvent[], next: SessionMark): Promise<void> {
    await log.append(events, { ...gateway, ...next });
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

  function gapEvent(reason: string, { before, messages }: Missing): NewEvent {
    const [first] = messages;
    const after = before.at(-1)?.id ?? mark?.messageId;
    return {
      type: 'gap',
      instance,
      id: `${sessionKey}:${after ?? ''}:${first?.id ?? ''}`,
      sessionKey: sessionKey.toLowerCase(),
      at: first?.at ?? clock.now(),
      gap: {
        reason,
        ...(after === undefined ? {} : { afterMessageId: after }),
        ...(first === undefined ? {} : { beforeMessageId: first.id }),
      },
    };
  }
}

/** Does a message come directly after the last one of the log? Numbers begin anew after a reset, so the position counts as well. */
function follows(mark: SessionMark | undefined, { seq, position }: Message): boolean {
  if (mark?.messageSeq === undefined || mark.position === undefined || seq === undefined) return false;
  const step = position?.source === mark.position.source ? position.rawSeq - mark.position.rawSeq : 0;
  return seq === mark.messageSeq + 1 && step > 0 && step <= LONGEST_STEP;
}
