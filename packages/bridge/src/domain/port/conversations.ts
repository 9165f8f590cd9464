import type { Place, Session } from '../conversation.ts';
import type { Message } from '../message.ts';

export interface SessionQuery {
  readonly instance: string;
  readonly limit: number;
  readonly offset: number;
  /** Only sessions whose names or keys hold this. */
  readonly search?: string;
  readonly withDerivedTitles?: boolean;
  readonly withLastMessages?: boolean;
}

export interface SessionPage {
  /** The most recently changed first. */
  readonly sessions: readonly Session[];
  /** Where the next page begins; there is none without it. */
  readonly nextOffset?: number;
  /** The gateway's clock when it answered. Milliseconds since 1970. */
  readonly now: number;
}

export interface HistoryPage {
  /** Oldest first. */
  readonly messages: readonly Message[];
  readonly hasMore: boolean;
  readonly sessionId?: string;
  /** Leads to what is said after this page was read. */
  readonly cursor?: string;
}

/**
 * Reads sessions and their histories. Errors everywhere: those of a gateway that cannot be asked (`gateway_unreachable` …).
 */
export interface Conversations {
  sessions(query: SessionQuery): Promise<SessionPage>;
  /** Undefined when the gateway knows no such session. */
  session(place: Place): Promise<Session | undefined>;
  /** The newest rows before the newest `offset` ones. None for a session nobody knows. */
  newest(place: Place & { readonly limit: number; readonly offset?: number }): Promise<HistoryPage>;
  /** The newest rows with their whole texts, oldest first: quick, and without a way on from there. None for a session nobody knows. */
  tail(place: Place & { readonly limit: number }): Promise<readonly Message[]>;
  /** Exactly the rows after an earlier page's cursor; undefined when the gateway cannot tell them from there any more. */
  since(place: Place & { readonly cursor: string }): Promise<HistoryPage | undefined>;
  /**
   * Rows around one of them, oldest first, also before a reset of the session; at most `limit`. None when the gateway
   * does not know it (any more).
   */
  around(place: Place & { readonly messageId: string; readonly limit: number }): Promise<readonly Message[]>;
  /** One row with its whole text. Undefined when there is none. */
  message(place: Place & { readonly messageId: string }): Promise<Message | undefined>;
}
