import type { Approval, Resolution } from '../approval.ts';
import type { Place, Route, Session } from '../conversation.ts';
import { Failure } from '../failure.ts';
import type { Message, MessageRole } from '../message.ts';
import type { Approvals, EndedApproval } from './approvals.ts';
import type { Conversations, HistoryPage } from './conversations.ts';
import type { GatewayEar, GatewayNews, Hearing } from './gateway-ear.ts';

interface Transcript {
  readonly source: string;
  sessionId: string;
  /** Parts between resets; the last one is the history. */
  segments: Message[][];
  rawSeq: number;
  updatedAt: number;
  isActive: boolean;
  route?: Route;
}

export type ScriptedGateway = ReturnType<typeof createScriptedGateway>;

/** A gateway that says, tells and forgets what a test wants it to. */
export function createScriptedGateway(instance = 'home') {
  const transcripts = new Map<string, Transcript>();
  const waiting = new Map<string, Approval>();
  const requested = new Map<string, Approval>();
  const outcomes = new Map<string, EndedApproval>();
  const hidden = new Set<string>();
  const refusals = new Map<string, Failure[]>();
  const asked: string[] = [];
  let hearing: Hearing | undefined;
  let connected = false;
  let now = 1_000;
  let ids = 0;
  let cursorsFrom = 0;
  let looking = 0;
  let mostAtOnce = 0;

  const conversations: Conversations = {
    async sessions({ limit, offset }) {
      refuse('sessions');
      now += 1;
      const all = [...transcripts].map(sessionOf).toSorted((a, b) => (b.updatedAt ?? 0) - (a.updatedAt ?? 0));
      const sessions = all.slice(offset, offset + limit);
      const next = offset + sessions.length;
      return { sessions, now, ...(next < all.length ? { nextOffset: next } : {}) };
    },
    async session({ sessionKey }) {
      const transcript = transcripts.get(sessionKey);
      return transcript && sessionOf([sessionKey, transcript]);
    },
    async newest({ sessionKey, limit, offset = 0 }) {
      refuse('newest');
      mostAtOnce = Math.max(mostAtOnce, ++looking);
      await Promise.resolve();
      looking--;
      const rows = transcripts.get(sessionKey)?.segments.at(-1) ?? [];
      const end = Math.max(0, rows.length - offset);
      return page(sessionKey, rows.slice(Math.max(0, end - limit), end), end > limit);
    },
    async tail({ sessionKey, limit }) {
      return transcripts.get(sessionKey)?.segments.at(-1)?.slice(-limit) ?? [];
    },
    async since({ sessionKey, cursor }) {
      refuse('since');
      const [sessionId, place] = cursor.split('@');
      const transcript = transcripts.get(sessionKey);
      const from = Number(place);
      if (transcript === undefined || transcript.sessionId !== sessionId || from < cursorsFrom)
        return undefined;
      const [first] = transcript.segments.at(-1) ?? [];
      // A reset in between: the gateway does not say what is missing.
      if (first !== undefined && rawSeqOf(first) > Math.max(1, from)) return undefined;
      const rows = transcript.segments.flat().filter((row) => rawSeqOf(row) > from);
      return page(sessionKey, rows, false);
    },
    async around({ sessionKey, messageId, limit }) {
      refuse('around');
      const holds = (rows: readonly Message[]) => rows.some(({ id }) => id === messageId);
      const segments = transcripts.get(sessionKey)?.segments ?? [];
      const last = segments.at(-1) ?? [];
      // The mark between two parts leads on only into the last one.
      const segment = holds(last) ? last : segments.find(holds);
      const at = segment?.findIndex(({ id }) => id === messageId) ?? -1;
      const from = Math.max(0, at - Math.floor(limit / 2));
      return segment?.slice(from, from + limit) ?? [];
    },
    async message({ sessionKey, messageId }) {
      return transcripts
        .get(sessionKey)
        ?.segments.flat()
        .find(({ id }) => id === messageId);
    },
  };

  const approvals: Approvals = {
    async pending() {
      refuse('pending');
      return [...waiting.values()];
    },
    async decide({ id }) {
      if (!waiting.delete(id)) throw new Failure('unknown_approval', 'unknown or expired approval id');
    },
    async outcome({ id }) {
      return hidden.has(id) ? 'waiting' : outcomes.get(id)?.resolution;
    },
    async ended() {
      refuse('ended');
      return [...outcomes.values()];
    },
  };

  const ear: GatewayEar = {
    listen(_, listener) {
      hearing = listener;
      return () => {
        hearing = undefined;
      };
    },
  };

  return {
    conversations,
    approvals,
    ear,
    /** How many histories were looked at in one moment, at most. */
    mostAtOnce: () => mostAtOnce,
    /** Methods that were asked for, in order. */
    asked,
    connect() {
      connected = true;
      hearing?.onConnected();
    },
    /** What happens before the gateway's list is answered. */
    connectThen(happen: () => void) {
      connected = true;
      hearing?.onConnected();
      happen();
    },
    disconnect() {
      connected = false;
      hearing?.onLost({ code: 'connection_lost', message: 'The wire broke.', retryable: true });
    },
    /** The next call of this method fails. */
    failNext(method: string, failure = new Failure('gateway_refused', 'Not now.', { retryable: true })) {
      refusals.set(method, [...(refusals.get(method) ?? []), failure]);
    },
    /** Appends a row; it is told unless told otherwise. Returns it. */
    say(sessionKey: string, text: string, { role = 'user', told = true }: SayOptions = {}): Message {
      const message = append(sessionKey, text, role);
      if (told) tell({ kind: 'message', message });
      return message;
    },
    /** Tells of a row (again). */
    tell,
    /** The session has a route from now on. */
    give(sessionKey: string, route: Route) {
      transcriptOf(sessionKey).route = route;
    },
    /** Begins a new part of the history. */
    reset(sessionKey: string, { told = true } = {}) {
      // The mark ends one part and begins the next.
      const mark = append(sessionKey, 'Reset', 'system');
      transcriptOf(sessionKey).segments.push([{ ...mark, seq: 1 }]);
      if (told) tell({ kind: 'session', sessionKey, reason: 'reset' });
    },
    /** Deletes the session; whatever is said next makes it anew. */
    delete(sessionKey: string, { told = false } = {}) {
      transcripts.delete(sessionKey);
      if (told) tell({ kind: 'session', sessionKey, reason: 'delete' });
    },
    /** The newest rows were never said. */
    rewind(sessionKey: string, rows: number) {
      const segment = transcriptOf(sessionKey).segments.at(-1) ?? [];
      segment.splice(-rows);
      transcriptOf(sessionKey).updatedAt = now += 1;
    },
    endRun(sessionKey: string) {
      tell({ kind: 'session', sessionKey, isActive: false });
    },
    /** Cursors given out so far lead nowhere any more. */
    forgetCursors() {
      cursorsFrom = Number.MAX_SAFE_INTEGER;
    },
    rememberCursors() {
      cursorsFrom = 0;
    },
    /** Texts of the visible history, and of everything before resets. */
    said: (sessionKey: string) =>
      transcripts
        .get(sessionKey)
        ?.segments.flat()
        .filter(({ role }) => role === 'user' || role === 'assistant')
        .map(({ text }) => text) ?? [],
    request(approval: Approval, { told = true } = {}) {
      requested.set(approval.id, approval);
      waiting.set(approval.id, approval);
      if (told) tell({ kind: 'approval', approval });
    },
    /** It waits, and is not shown to us any more. */
    hide(id: string) {
      waiting.delete(id);
      hidden.add(id);
    },
    end(resolution: Resolution, { told = true, remembered = true } = {}) {
      waiting.delete(resolution.id);
      const approval = requested.get(resolution.id);
      if (remembered && approval) outcomes.set(resolution.id, { approval, resolution });
      if (told) tell({ kind: 'resolution', resolution });
    },
  };

  function refuse(method: string): void {
    asked.push(method);
    const failure = refusals.get(method)?.shift();
    if (failure) throw failure;
  }

  function tell(news: GatewayNews): void {
    if (connected) hearing?.onNews(news);
  }

  function transcriptOf(sessionKey: string): Transcript {
    const known = transcripts.get(sessionKey);
    if (known) return known;
    const id = `session-${++ids}`;
    const made: Transcript = {
      source: id,
      sessionId: id,
      segments: [[]],
      rawSeq: 0,
      updatedAt: now,
      isActive: false,
    };
    transcripts.set(sessionKey, made);
    return made;
  }

  function append(sessionKey: string, text: string, role: MessageRole): Message {
    const transcript = transcriptOf(sessionKey);
    const segment = transcript.segments.at(-1) ?? [];
    now += 1;
    const id = `message-${++ids}`;
    const message: Message = {
      instance,
      sessionKey,
      id,
      seq: segment.length + 1,
      position: { source: transcript.source, rawSeq: ++transcript.rawSeq },
      role,
      text,
      at: now,
      fromOwner: false,
      raw: { role, content: text },
    };
    segment.push(message);
    transcript.updatedAt = now;
    return message;
  }

  function page(
    sessionKey: Place['sessionKey'],
    messages: readonly Message[],
    hasMore: boolean,
  ): HistoryPage {
    const transcript = transcripts.get(sessionKey);
    if (!transcript) return { messages, hasMore };
    const { sessionId, rawSeq } = transcript;
    return { messages, hasMore, sessionId, cursor: `${sessionId}@${rawSeq}` };
  }

  function sessionOf([key, { sessionId, updatedAt, isActive, route }]: [string, Transcript]): Session {
    return { instance, key, sessionId, updatedAt, isActive, ...(route === undefined ? {} : { route }) };
  }
}

export interface SayOptions {
  readonly role?: MessageRole;
  readonly told?: boolean;
}

function rawSeqOf({ position }: Message): number {
  return position?.rawSeq ?? 0;
}
