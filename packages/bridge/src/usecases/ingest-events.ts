import type { Session } from '../domain/conversation.ts';
import { toFailure } from '../domain/failure.ts';
import type { Instance } from '../domain/instance.ts';
import type { Approvals } from '../domain/port/approvals.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Conversations, SessionPage } from '../domain/port/conversations.ts';
import type { EventLog, SessionMark } from '../domain/port/event-log.ts';
import type { GatewayEar, GatewayNews } from '../domain/port/gateway-ear.ts';
import type { Background } from './background.ts';
import { followApprovals } from './follow-approvals.ts';
import { followSession, type SessionFollower } from './follow-session.ts';

/** Sessions of one look. */
const PAGE = 200;

/** A gateway that says "not now" just after it let us in is asked again. */
const AGAIN_MS = 2_000;

/** All that is told of the end of a run comes within this time. */
const SOON_MS = 300;

export interface IngestEventsDeps {
  readonly ear: GatewayEar;
  readonly conversations: Conversations;
  readonly approvals: Approvals;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly background: Background;
}

/**
 * Brings everything that happens in one gateway into the event log. What is heard live goes there at once; after each connect
 * whatever may have been missed is looked up: sessions that changed, approvals that wait or have ended. Returns how to stop.
 */
export function ingestEvents(instance: Instance, deps: IngestEventsDeps): () => void {
  const { ear, conversations, log, clock, background } = deps;
  const gateway = { instance: instance.name, gateway: instance.url };
  const askedAt = clock.now();
  const sessions = new Map<string, SessionFollower>();
  const approvalFollower = followApprovals({ ...deps, instance: instance.name });
  let marks = new Map<string, SessionMark>();
  let since: number | undefined;
  const ended = new Map<string, () => void>();
  /** What was heard before it is known since when to listen. */
  let early: GatewayNews[] = [];
  let connection = 0;
  let cancelAgain = () => {};

  const stopListening = ear.listen(instance.name, {
    onConnected() {
      connection++;
      lookBack(connection);
    },
    onNews: hear,
    onLost() {
      connection++;
      pause();
    },
  });
  return () => {
    connection++;
    stopListening();
    pause();
  };

  function pause(): void {
    cancelAgain();
    early = [];
    for (const cancel of ended.values()) cancel();
    ended.clear();
    approvalFollower.pause();
    for (const session of sessions.values()) session.pause();
  }

  function lookBack(attempt: number): void {
    background(`look back at ${instance.name}`, async () => {
      try {
        await catchUp();
      } catch (thrown) {
        const failure = toFailure(thrown);
        if (attempt === connection) cancelAgain = clock.after(AGAIN_MS, () => lookBack(attempt));
        if (!failure.retryable) throw thrown;
      }
    });
  }

  async function catchUp(): Promise<void> {
    if (seesApprovals(instance)) approvalFollower.lookBack();
    let page = await list(0);
    // What was said since somebody wanted to hear counts, also before the gateway could be reached.
    const asked = page.now - (clock.now() - askedAt);
    const begun = since ?? (since = await beginAt(asked));
    for (const news of early.splice(0)) hear(news);
    const gone = new Set(followed());
    for (;;) {
      for (const session of page.sessions) {
        gone.delete(session.key);
        if (hasChanged(session, begun)) follow(session.key).lookBack(session);
      }
      const oldest = page.sessions.at(-1)?.updatedAt ?? 0;
      // The newest come first: nothing on the pages behind was said since we listen.
      if (page.nextOffset === undefined || oldest < begun) break;
      page = await list(page.nextOffset);
    }
    // What was said in a session before it was deleted would otherwise be missed in silence.
    for (const sessionKey of gone) follow(sessionKey).lookBack();
  }

  /** Sessions of which something is in the log. */
  function followed(): readonly string[] {
    const known = [...new Set([...marks.keys(), ...sessions.keys()])];
    return known.filter((sessionKey) => markOf(sessionKey)?.messageId !== undefined);
  }

  function markOf(sessionKey: string): SessionMark | undefined {
    return sessions.get(sessionKey)?.mark() ?? marks.get(sessionKey);
  }

  function list(offset: number): Promise<SessionPage> {
    return conversations.sessions({ instance: instance.name, limit: PAGE, offset });
  }

  /** The first time ever somebody listens to this gateway, everything before is history. */
  async function beginAt(now: number): Promise<number> {
    await log.begin(gateway, now);
    const known = await log.marks(gateway);
    marks = new Map(known.sessions.map((mark) => [mark.sessionKey, mark]));
    return known.since ?? now;
  }

  function hasChanged({ key, sessionId, updatedAt, isActive }: Session, begun: number): boolean {
    if (isActive) return true;
    const mark = markOf(key);
    if (mark === undefined) return updatedAt === undefined || updatedAt >= begun;
    return mark.updatedAt !== updatedAt || mark.sessionId !== sessionId;
  }

  function hear(news: GatewayNews): void {
    if (since === undefined) {
      early.push(news);
      return;
    }
    switch (news.kind) {
      case 'message':
        return follow(news.message.sessionKey).hear(news.message, news.route);
      case 'session':
        if (news.reason !== undefined && REWRITTEN.includes(news.reason)) follow(news.sessionKey).lookBack();
        if (news.isActive === false) lookBackSoon(news.sessionKey);
        return;
      case 'approval':
        return approvalFollower.hearRequest(news.approval);
      case 'resolution':
        return approvalFollower.hearEnd(news.resolution);
    }
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
    if (known !== undefined) return known;
    const follower = followSession({
      conversations,
      log,
      clock,
      background,
      gateway,
      sessionKey,
      since: since ?? clock.now(),
      mark: marks.get(sessionKey),
    });
    sessions.set(sessionKey, follower);
    return follower;
  }
}

/** Rows came or went without being told of one by one. */
const REWRITTEN: readonly string[] = ['reset', 'new', 'compact', 'placement', 'rewind', 'delete'];

/** Whoever asked the gateway for less is refused. */
function seesApprovals({ mode }: Instance): boolean {
  return mode === 'approvals' || mode === 'admin';
}
