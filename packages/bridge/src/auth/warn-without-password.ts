import type { Keyring } from '../domain/port/keyring.ts';
import type { Log } from '../domain/port/log.ts';
import { createOwnerPassword } from './owner-password.ts';

/**
 * Says at the start of a server that nobody can sign in yet, and how to change that. A password that is made up here would stand
 * in a log. Errors: `store_unavailable`.
 */
export async function warnWithoutPassword({
  keyring,
  log,
}: {
  readonly keyring: Keyring;
  readonly log: Log;
}): Promise<void> {
  if (await createOwnerPassword({ keyring }).isSet()) return;
  log.warn(
    {},
    'no password is set, so nobody can sign in: `clawbridge passwd` sets one, also while this runs',
  );
}
