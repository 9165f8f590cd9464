import { allows, READ, type Scopes } from './scopes.ts';
import type { Trouble } from './trouble.ts';

/** A connection as a listener to events. */
export interface Listener {
  readonly connId: string;
  readonly clientId: string;
  readonly deviceId: string | undefined;
  readonly scopes: Scopes;
  readonly caps: ReadonlySet<string>;
  /** Full session keys this connection subscribed to. */
  readonly sessions: ReadonlySet<string>;
  /** Subscribed to the messages and changes of every session. */
  readonly everySession: boolean;
  /** @param payload JSON */
  hear(event: string, payload: string): void;
}

/** Everybody who is connected, and who hears what. A payload is built and serialised only if somebody listens. */
export class Audience {
  readonly #listeners = new Set<Listener>();
  readonly #trouble: Trouble;

  constructor(trouble: Trouble) {
    this.#trouble = trouble;
  }

  get size(): number {
    return this.#listeners.size;
  }

  join(listener: Listener): void {
    this.#listeners.add(listener);
  }

  leave(listener: Listener): void {
    this.#listeners.delete(listener);
  }

  some(test: (listener: Listener) => boolean): boolean {
    return [...this.#listeners].some(test);
  }

  tell(event: string, to: (listener: Listener) => boolean, payload: () => object): void {
    const hearers = [...this.#listeners].filter(to);
    if (hearers.length === 0) return;
    const json = JSON.stringify(payload());
    for (let copies = this.#trouble.copiesOf(event); copies > 0; copies -= 1) {
      for (const listener of hearers) listener.hear(event, json);
    }
  }
}

/** `chat` and `agent` events reach every reader, unless he asked to hear of his own sessions only. */
export function hearsRunsOf(sessionKey: string): (listener: Listener) => boolean {
  return (listener) =>
    allows(listener.scopes, READ) &&
    (listener.sessions.has(sessionKey) || !listener.caps.has('session-scoped-events'));
}

/** Tool events are long: they go to the connection that started the run, if it can handle them, and to nobody else. */
export function hearsToolsOf(starter: string | undefined): (listener: Listener) => boolean {
  return ({ connId, caps }) => connId === starter && caps.has('tool-events');
}

/** `session.message` needs a subscription in any case. */
export function hearsMessagesOf(sessionKey: string): (listener: Listener) => boolean {
  return (listener) =>
    allows(listener.scopes, READ) && (listener.everySession || listener.sessions.has(sessionKey));
}

/** `sessions.changed` is for who subscribed to every session. */
export function hearsSessions({ scopes, everySession }: Listener): boolean {
  return allows(scopes, READ) && everySession;
}
