import type { Keyring } from '../domain/port/keyring.ts';
import { atMost } from '../usecases/at-most.ts';
import { checkNewPassword, hashPassword, isOutdated, isPassword } from './password.ts';

/** `unset`: there is none to compare with. `busy`: too many ask at once; nothing was compared. */
export type PasswordCheck = 'right' | 'wrong' | 'unset' | 'busy';

/** The password with which a person shows to be the owner. Errors everywhere: `store_unavailable`. */
export interface OwnerPassword {
  isSet(): Promise<boolean>;
  /** Errors: `invalid_input` for one that is easy to guess. */
  set(password: string): Promise<void>;
  /** From then on nobody can sign in. */
  remove(): Promise<void>;
  check(password: string): Promise<PasswordCheck>;
}

const NAME = 'owner-password';

/** A keyring forgets nothing; this is no hash of anything. */
const REMOVED = '';

/** Each takes 32 MB and a thread of the four that files and names of hosts also wait for. */
const AT_ONCE = 2;
/** Who comes later would wait for seconds. */
const MOST = 10;

export function createOwnerPassword({ keyring }: { readonly keyring: Keyring }): OwnerPassword {
  const inTurn = atMost(AT_ONCE);
  let underway = 0;
  return {
    isSet: async () => isKept(await keyring.find(NAME)),
    async set(password) {
      checkNewPassword(password);
      await keyring.replace(NAME, await hashPassword(password));
    },
    remove: async () => await keyring.replace(NAME, REMOVED),
    async check(password) {
      if (underway >= MOST) return 'busy';
      underway++;
      try {
        return await inTurn(async () => await compare(keyring, password));
      } finally {
        underway--;
      }
    },
  };
}

async function compare(keyring: Keyring, password: string): Promise<PasswordCheck> {
  const kept = await keyring.find(NAME);
  if (!isKept(kept)) return 'unset';
  if (!(await isPassword(password, kept))) return 'wrong';
  const fresh = isOutdated(kept) ? await hashPassword(password) : undefined;
  // It takes a moment to compare, and whoever changes the password meanwhile means: from now on. Or it is only hashed anew.
  if ((await keyring.find(NAME)) !== kept) return await compare(keyring, password);
  if (fresh !== undefined) await keyring.replace(NAME, fresh);
  return 'right';
}

function isKept(kept: string | undefined): kept is string {
  return kept !== undefined && kept !== REMOVED;
}
