import type { Route } from '../conversation.ts';
import type { LoggedEvent, NewEvent } from '../event.ts';

/** How far one session's history has reached the log. */
export interface SessionMark {
  readonly sessionKey: string;
  readonly sessionId?: string;
  /** As the gateway listed it before the last complete look at its history. */
  readonly updatedAt?: number;
  /** The last message that is in the log. */
  readonly messageId?: string;
  readonly messageSeq?: number;
  /** Where in which transcript that message is. */
  readonly position?: { readonly source: string; readonly rawSeq: number };
  /** The gateway's own cursor into the session's history. */
  readonly historyCursor?: string;
  /** Where its messages went: a gap after it was deleted is told to those who may see that channel. */
  readonly route?: Route;
}

/** A gateway as the log knows it: another URL under the same name is another one. */
export interface GatewayName {
  readonly instance: string;
  readonly gateway: string;
}

export interface GatewayMarks {
  /** What was said earlier, by the gateway's clock, is history and does not reach the log. Undefined before the first look. */
  readonly since?: number;
  readonly sessions: readonly SessionMark[];
}

export interface Extent {
  /** Names this log: cursors of another one mean nothing here. */
  readonly epoch: string;
  /** Cursor of the oldest event that is still there; one more than `newest` when there is none. */
  readonly oldest: number;
  /** Cursor of the newest event ever; 0 when there was none. */
  readonly newest: number;
}

export interface EventQuery {
  /** Only events with a higher cursor. */
  readonly after: number;
  readonly limit: number;
  /** Only events of this session: its full key, lower case. */
  readonly sessionKey?: string;
  readonly withRaw: boolean;
}

export interface EventRetention {
  /** Events that reached the log before this go. Milliseconds since 1970, by the clock of the store. */
  readonly before: number;
  /** Of the others at most so many stay. */
  readonly keep: number;
  /** Deletes at most so many at once. */
  readonly limit: number;
}

/**
 * The durable list of everything that happened. Several processes may hear the same happening and write at once: it is
 * recorded once. When a promise resolves, the change survives a crash. A reader who has seen cursor N never finds an event
 * at or below N later. The end of a task puts its `task_settled` here in the same transaction.
 */
export interface EventLog {
  /**
   * Records those events that are not there yet, in this order, and moves the mark with them, in one transaction. A mark
   * MUST NOT move back within its transcript. Returns how many were new.
   */
  append(events: readonly NewEvent[], mark?: GatewayName & SessionMark): Promise<number>;
  /** Oldest first. */
  read(query: EventQuery): Promise<readonly LoggedEvent[]>;
  extent(): Promise<Extent>;
  /** Which of these are in the log, as messages or as approvals that have ended. */
  known(instance: string, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Approvals that were requested and of which no end is in the log. */
  openApprovals(instance: string): Promise<readonly LoggedEvent[]>;
  marks(gateway: GatewayName): Promise<GatewayMarks>;
  /** As it is now, whichever process moved it last. */
  mark(gateway: GatewayName, sessionKey: string): Promise<SessionMark | undefined>;
  /** Notes when listening to a gateway began; the first note stays. */
  begin(gateway: GatewayName, since: number): Promise<void>;
  /**
   * Returns how many events were deleted: as many as the limit means that there may be more. Marks that have not moved since
   * `before` go as well.
   */
  prune(retention: EventRetention): Promise<number>;
  /** Calls back soon after this or another process appended something; now and then also when nobody has. Returns how to stop. */
  watch(listener: () => void): () => void;
}
