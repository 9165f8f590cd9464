import type { Session } from '../domain/conversation.ts';
import type { Instance } from '../domain/instance.ts';
import type { Approvals } from '../domain/port/approvals.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Conversations, SessionPage } from '../domain/port/conversations.ts';
import type { EventLog, GatewayMarks, SessionMark } from '../domain/port/event-log.ts';
import type { GatewayEar, GatewayNews } from '../domain/port/gateway-ear.ts';
import { atMost } from './at-most.ts';
import type { Background } from './background.ts';
import { followApprovals } from './follow-approvals.ts';
import { followSession, type SessionFollower } from './follow-session.ts';
import { createLookAgain } from './look-again.ts';

/** Sessions of one look, and how many of them the next one shows again: a list that moves must not hide any at its pages' edge. */
const PAGE = 200;
const OVERLAP = 5;

/** Histories that are looked at in one moment: the agents' runs share the wire. */
const AT_ONCE = 8;

/** All that is told of the end of a run comes within this time. */
const SOON_MS = 300;

/** Sessions that are kept in mind; where the others were heard last, the log knows. */
const MOST_FOLLOWED = 500;

export interface IngestEventsDeps {
  readonly ear: GatewayEar;
  readonly conversations: Conversations;
  readonly approvals: Approvals;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly background: Background;
  /** What is older than this is not logged any more, in milliseconds: the log would delete it. */
  readonly keepMs: number;
}

/**
 * Brings everything that happens in one gateway into the event log. What is heard live goes there at once; after each connect
 * whatever may have been missed is looked up: sessions that changed, approvals that wait or have ended. Returns how to stop.
 */
export function ingestEvents(instance: Instance, deps: IngestEventsDeps): () => void {
  const { ear, conversations, log, clock, background, keepMs } = deps;
  const gateway = { instance: instance.name, gateway: instance.url };
  const askedAt = clock.now();
  const inTurn = atMost(AT_ONCE);
  const again = createLookAgain(clock, lookBack);
  const approvals = followApprovals({ ...deps, instance: instance.name });
  /** The one heard last stands last. */
  const sessions = new Map<string, SessionFollower>();
  const ended = new Map<string, () => void>();
  let since: number | undefined;
  /** How far the gateway's clock is ahead of ours. */
  let ahead = 0;
  /** Sessions something was said in before it is known since when to listen. */
  let early = new Set<string>();
  /** The gateway's list was read to its end since it is listened to. */
  let isCaughtUp = false;
  let connection = 0;
  /** Where the page of the list that was read last begins. */
  let offset = 0;

  const stopListening = ear.listen(instance.name, {
    onConnected() {
      connection++;
      lookBack();
    },
    onNews: hear,
    onLost: pause,
  });
  return () => {
    stopListening();
    pause();
  };

  function pause(): void {
    connection++;
    isCaughtUp = false;
    early = new Set();
    again.cancel();
    for (const cancel of ended.values()) cancel();
    ended.clear();
    approvals.pause();
    for (const session of sessions.values()) session.pause();
  }

  function lookBack(): void {
    const attempt = connection;
    background(`look back at ${instance.name}`, async () => {
      try {
        await catchUp(attempt);
        again.done();
      } catch (thrown) {
        const failure = attempt === connection ? again.after(thrown) : undefined;
        if (failure !== undefined) throw failure;
      }
    });
  }

  async function catchUp(attempt: number): Promise<void> {
    const first = await list(0);
    const marks = await begin(first.now);
    if (attempt !== connection) return;
    if (seesApprovals(instance)) approvals.lookBack(sinceWhen());
    for (const sessionKey of early) follow(sessionKey).lookBack();
    early.clear();
    // What is in hand still may be of a session that is not listed any more.
    for (const session of sessions.values()) if (!session.isIdle()) session.lookBack();
    const known = new Map(marks.sessions.map((mark) => [mark.sessionKey, mark]));
    for (let page: SessionPage | undefined = first; page !== undefined; page = await pageAfter(page)) {
      if (attempt !== connection) return;
      for (const session of page.sessions) {
        if (hasChanged(session, known.get(session.key))) lookBackAt(session);
        known.delete(session.key);
      }
    }
    // What was said in a session before it was deleted would otherwise be missed in silence.
    for (const { sessionKey, messageId } of known.values())
      if (messageId !== undefined) follow(sessionKey).lookBack();
    isCaughtUp = attempt === connection;
    if (isCaughtUp) for (const session of sessions.values()) session.trust();
  }

  function list(from: number): Promise<SessionPage> {
    offset = from;
    return conversations.sessions({ instance: instance.name, limit: PAGE, offset });
  }

  /** The newest come first: what was said last before we listen ends the list for us. */
  async function pageAfter({ nextOffset, sessions: last }: SessionPage): Promise<SessionPage | undefined> {
    const oldest = last.at(-1)?.updatedAt ?? 0;
    if (nextOffset === undefined || oldest < sinceWhen()) return undefined;
    return await list(Math.max(offset + 1, nextOffset - OVERLAP));
  }

  /** The first time ever somebody listens to this gateway, everything before he wanted to is history. */
  async function begin(now: number): Promise<GatewayMarks> {
    ahead = now - clock.now();
    await log.begin(gateway, askedAt + ahead);
    const marks = await log.marks(gateway);
    since = marks.since ?? now;
    return marks;
  }

  function sinceWhen(): number {
    return since === undefined ? askedAt : Math.max(since, clock.now() + ahead - keepMs);
  }

  function hasChanged({ sessionId, updatedAt, isActive }: Session, mark: SessionMark | undefined): boolean {
    if (isActive) return true;
    if (mark === undefined) return updatedAt === undefined || updatedAt >= sinceWhen();
    return mark.updatedAt !== updatedAt || mark.sessionId !== sessionId;
  }

  function lookBackAt({ key, route, sessionId, updatedAt }: Session): void {
    const session = follow(key);
    if (route !== undefined) session.setRoute(route);
    session.lookBack({
      ...(sessionId === undefined ? {} : { sessionId }),
      ...(updatedAt === undefined ? {} : { updatedAt }),
    });
  }

  function hear(news: GatewayNews): void {
    switch (news.kind) {
      case 'approval':
        return approvals.hearRequest(news.approval);
      case 'resolution':
        return approvals.hearEnd(news.resolution);
      case 'message':
        return hearMessage(news);
      case 'session':
        return hearChange(news);
    }
  }

  function hearMessage({ message, route }: Extract<GatewayNews, { kind: 'message' }>): void {
    if (since === undefined) {
      early.add(message.sessionKey);
      return;
    }
    const session = follow(message.sessionKey);
    if (route !== undefined) session.setRoute(route);
    session.hear(message);
  }

  function hearChange({
    sessionKey,
    reason,
    route,
    isActive,
  }: Extract<GatewayNews, { kind: 'session' }>): void {
    if (since === undefined) return;
    if (route !== undefined) follow(sessionKey).setRoute(route);
    if (reason === 'delete') return follow(sessionKey).forget();
    if (reason !== undefined && REWRITTEN.includes(reason)) follow(sessionKey).lookBack();
    if (isActive === false) lookBackSoon(sessionKey);
  }

  /** The end of a run is told several times, and some of its rows are not told at all. */
  function lookBackSoon(sessionKey: string): void {
    if (ended.has(sessionKey)) return;
    ended.set(
      sessionKey,
      clock.after(SOON_MS, () => {
        ended.delete(sessionKey);
        follow(sessionKey).lookBack();
      }),
    );
  }

  function follow(sessionKey: string): SessionFollower {
    const known = sessions.get(sessionKey);
    const follower =
      known ??
      followSession({
        conversations,
        log,
        clock,
        background,
        inTurn,
        gateway,
        sessionKey,
        since: sinceWhen,
        isTrusted: isCaughtUp,
      });
    sessions.delete(sessionKey);
    sessions.set(sessionKey, follower);
    if (sessions.size > MOST_FOLLOWED) forgetOne();
    return follower;
  }

  /** The one that was heard longest ago and has nothing left to do. */
  function forgetOne(): void {
    for (const [sessionKey, follower] of sessions) {
      if (!follower.isIdle()) continue;
      sessions.delete(sessionKey);
      return;
    }
  }
}

/** Rows came or went without being told of one by one. */
const REWRITTEN: readonly string[] = ['reset', 'new', 'compact', 'placement', 'rewind'];

/** Whoever asked the gateway for less is refused. */
function seesApprovals({ mode }: Instance): boolean {
  return mode === 'approvals' || mode === 'admin';
}
