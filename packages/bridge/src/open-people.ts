import { newWebSecret, newWebUserId, webHash } from './auth/web-secret.ts';
import type { Clock } from './domain/port/clock.ts';
import type { Store } from './domain/port/store.ts';
import type { Background } from './usecases/background.ts';
import { createPeople, type PeopleVerbs } from './usecases/people-verbs.ts';

export interface PeopleOptions {
  readonly store: Pick<Store, 'webUsers'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly background: Background;
  /** Has everybody with an open door look again whether this user is welcome. */
  readonly lookAgain: (user: string) => void;
}

/** Who may come in with a browser: what `serve`, the console and the terminal do about it. */
export function openPeople({ store, ...rest }: PeopleOptions): PeopleVerbs {
  return createPeople({
    ...rest,
    store: store.webUsers,
    newUserId: newWebUserId,
    newSecret: newWebSecret,
    hash: webHash,
  });
}
