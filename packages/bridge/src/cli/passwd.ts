import { text as readAll } from 'node:stream/consumers';
import { createOwnerPassword } from '../auth/owner-password.ts';
import { checkNewPassword } from '../auth/password.ts';
import { revokeClients, signOutBrowsers } from '../auth/sign-out.ts';
import { Failure } from '../domain/failure.ts';
import { askSecretly } from './ask-secretly.ts';
import type { ExitCode, Invocation } from './command.ts';
import { OK } from './exit-code.ts';
import { noteOwnersDeed } from './note-owners-deed.ts';
import { print } from './print.ts';
import { withStore } from './with-store.ts';

/**
 * Sets the owner's password, or with --remove takes it away. Browsers are signed out: whoever changes a password may do it
 * because somebody else knows it. What clients were granted stays without --revoke-all, because to connect all of them again
 * is much work.
 */
export async function passwd({ config, flags }: Invocation): Promise<ExitCode> {
  const removes = flags.has('remove');
  const revokes = flags.has('revoke-all');
  const password = removes ? undefined : await newPassword();
  return await withStore(config, async (store) => {
    const owner = createOwnerPassword(store);
    if (password === undefined) await owner.remove();
    else await owner.set(password);
    await signOutBrowsers(store);
    if (revokes) await revokeClients({ ...store, clock: { now: () => Date.now() } });
    tell(removes, revokes);
    await noteOwnersDeed(store.audit, removes ? 'password:remove' : 'password:set');
    if (revokes) await noteOwnersDeed(store.audit, 'clients:revoke');
    return OK;
  });
}

function tell(removes: boolean, revokes: boolean): void {
  print(
    removes
      ? 'The password is removed: nobody can sign in until one is set.'
      : 'The password is set. Every browser has to sign in again.',
    revokes
      ? 'All that clients were granted is taken back, and every access token is revoked.'
      : 'Clients that were allowed in stay so; --revoke-all would take that back, too.',
  );
}

/** From a terminal twice, because nobody sees what he types; otherwise from stdin. Never from the command line, which others can read. */
async function newPassword(): Promise<string> {
  if (!process.stdin.isTTY) return await pipedPassword();
  const password = await askSecretly('New password: ');
  checkNewPassword(password);
  if ((await askSecretly('The same again: ')) === password) return password;
  throw new Failure('invalid_input', 'The two are not the same; nothing was changed.');
}

async function pipedPassword(): Promise<string> {
  const password = (await readAll(process.stdin)).replace(/\r?\n$/, '');
  if (!/[\r\n]/.test(password)) return password;
  throw new Failure('invalid_input', 'There is more than one line on stdin.', {
    hint: 'The password is one line: `clawbridge passwd < FILE`.',
  });
}
