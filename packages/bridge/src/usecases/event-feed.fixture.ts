import type { LoggedEvent, NewEvent } from '../domain/event.ts';
import type { EventFeed, EventListener } from './event-feed.ts';

/** A feed whose events the test makes. */
export interface ScriptedFeed extends EventFeed {
  emit(event: NewEvent): void;
  /** How many follow it. */
  followers(): number;
  /** From now on nobody can begin to follow, until it is told otherwise. */
  fail(reason: Error | undefined): void;
}

export function createScriptedFeed(): ScriptedFeed {
  const listeners = new Set<EventListener>();
  let cursor = 0;
  let failure: Error | undefined;
  return {
    async follow(listener) {
      if (failure) throw failure;
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    emit(event) {
      const logged: LoggedEvent = { ...event, cursor: ++cursor };
      for (const listener of listeners) listener(logged);
    },
    followers: () => listeners.size,
    fail(reason) {
      failure = reason;
    },
  };
}
