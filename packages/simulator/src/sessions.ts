import { Recent } from './recent.ts';
import { Session } from './session.ts';

/** The gateway forgets nothing; a benchmark that opens a session per request must not fill the memory. */
const KEPT = 5000;

/** All conversations by their full keys. */
export class Sessions {
  readonly #byKey = new Recent<Session>(KEPT);

  find(key: string): Session | undefined {
    return this.#byKey.get(key);
  }

  /** Finds or creates. */
  open(key: string): Session {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const session = new Session(key);
    this.#byKey.set(key, session);
    return session;
  }

  /** Was there one? */
  delete(key: string): boolean {
    return this.#byKey.delete(key);
  }

  all(): readonly Session[] {
    return this.#byKey.values();
  }

  newestFirst(): readonly Session[] {
    return this.all()
      .toReversed()
      .toSorted((a, b) => b.updatedAt - a.updatedAt);
  }
}
