import type { ChatSignals } from './chat-signals.ts';

/** Ends the visits of whoever is not welcome any more, on every node. */
export interface TurnAway {
  /** Those who are still welcome, with another session, stay. */
  away(user: string): void;
  /** Calls back with the id of a user whose browsers are to be looked at. Returns how to stop. */
  follow(listener: (user: string) => void): () => void;
}

export function createTurnAway(signals: ChatSignals): TurnAway {
  const listeners = new Set<(user: string) => void>();
  signals.listen((signal) => {
    if (signal.type === 'unwelcome') tell(signal.user);
  });
  return {
    away(user) {
      tell(user);
      signals.send({ type: 'unwelcome', user });
    },
    follow(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };

  function tell(user: string): void {
    for (const listener of listeners) listener(user);
  }
}
