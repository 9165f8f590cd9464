import * as wire from '@clawbridge/wire';
import type { Person, SignIn } from '@clawbridge/wire';
import { shallowRef, type ShallowRef } from 'vue';
import { ask, Refusal } from './ask.ts';

/**
 * `asking`: nobody knows yet; `in` also without the relay, when it was so the last time. `isOpen`: who shows nothing is the
 * owner. `isEnded`: a guest was here, and did not sign out.
 */
export type Who =
  | { readonly kind: 'asking' }
  | {
      readonly kind: 'out';
      readonly hasPassword: boolean;
      readonly isOpen?: boolean | undefined;
      readonly isEnded?: boolean;
    }
  | { readonly kind: 'in'; readonly person: Person; readonly isOpen?: boolean | undefined };

export function isOwner(who: Who): boolean {
  return who.kind === 'in' && isOwning(who.person);
}

export interface SessionState {
  readonly who: ShallowRef<Who>;
  /** Asks the relay who this browser is. Without an answer it stays who it was the last time. */
  refresh(): Promise<void>;
  /** Errors: {@link Refusal} */
  signIn(how: SignIn): Promise<void>;
  signOut(): Promise<void>;
}

export interface SessionOptions {
  fetch(url: string, init?: RequestInit): Promise<Response>;
  readonly shelf: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Calls back when another tab of this browser has changed what is on the shelf. */
  onShelfChanged(changed: (key: string | null) => void): void;
}

const KEY = 'clawbridge.person';

/** Who uses this browser. */
export function createSession({ fetch, shelf, onShelfChanged }: SessionOptions): SessionState {
  const before = lastPerson(shelf.getItem(KEY));
  // Nobody waits for an answer to see what he saw the last time.
  const who = shallowRef<Who>(before === undefined ? { kind: 'asking' } : { kind: 'in', person: before });
  const learn = (session: wire.Session) => {
    const { person, hasPassword, isOpen } = session;
    if (person !== undefined) {
      shelf.setItem(KEY, JSON.stringify({ hasPassword, person }));
      who.value = { kind: 'in', person, isOpen };
      return;
    }
    const last = lastPerson(shelf.getItem(KEY));
    shelf.removeItem(KEY);
    const isEnded = last !== undefined && !isOwning(last);
    who.value = { kind: 'out', hasPassword, isOpen, ...(isEnded && { isEnded }) };
  };
  const refresh = async () => {
    try {
      learn(await ask(fetch, wire.session, '/chat/session'));
    } catch (thrown) {
      const last = lastPerson(shelf.getItem(KEY));
      // It answered, and not with who we are: whoever was here is not any more.
      const isKnown = last !== undefined && !(thrown instanceof Refusal && thrown.status === 401);
      who.value = isKnown ? { kind: 'in', person: last } : { kind: 'out', hasPassword: true };
    }
  };
  // Somebody signed in or out there: the cookie is this tab's, too.
  onShelfChanged((key) => {
    if (key === KEY) refresh().catch(() => undefined);
  });
  return {
    who,
    refresh,
    async signIn(how) {
      learn(await ask(fetch, wire.session, '/chat/session', { method: 'POST', json: how }));
    },
    async signOut() {
      await fetch('/chat/session', { method: 'DELETE' });
      shelf.removeItem(KEY);
      await refresh();
    },
  };
}

function isOwning({ scopes }: Person): boolean {
  return scopes.includes('admin');
}

function lastPerson(text: string | null): Person | undefined {
  if (text === null) return undefined;
  const read = wire.readFrame(wire.session, text);
  return 'frame' in read ? read.frame.person : undefined;
}
