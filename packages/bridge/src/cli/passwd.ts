import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { createOwnerPassword } from '../auth/owner-password.ts';
import { checkNewPassword } from '../auth/password.ts';
import { revokeClients, signOutBrowsers } from '../auth/sign-out.ts';
import type { Config } from '../config/read.ts';
import { Failure } from '../domain/failure.ts';
import { askSecretly } from './ask-secretly.ts';
import type { ExitCode, Invocation } from './command.ts';
import { OK } from './exit-code.ts';
import { mcpUrl } from './mcp-url.ts';
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
    const isFirst = !(await owner.isSet());
    if (password === undefined) await owner.remove();
    else await owner.set(password);
    await signOutBrowsers(store);
    if (revokes) await revokeClients({ ...store, clock: { now: () => Date.now() } });
    if (isFirst && !removes) tellFirst(revokes, config);
    else tell(removes, revokes);
    await noteOwnersDeed(store.audit, removes ? 'password:remove' : 'password:set');
    if (revokes) await noteOwnersDeed(store.audit, 'clients:revoke');
    return OK;
  });
}

const TAKEN_BACK = 'All that clients were granted is taken back, and every access token is revoked.';

/** Nobody can have been signed in: what is of use is how it goes on. */
function tellFirst(revokes: boolean, config: Config): void {
  print('The password is set.', ...(revokes ? [TAKEN_BACK] : []), nextStep(config));
}

function nextStep(config: Config): string {
  const { http, auth, home } = config;
  if (!http.auth)
    return `Next: \`clawbridge serve --auth --issuer-url https://claw.example.com\`, with the address that clients call. Better, both stand in ${join(home, 'config.json5')}: auth: true, issuerUrl: "https://…"`;
  if (auth.mode !== 'oauth') return `Nobody is asked for it with --auth-mode ${auth.mode}.`;
  return `Next: with \`clawbridge serve\` running, clients connect to ${mcpUrl(config)} and you sign in with it.`;
}

function tell(removes: boolean, revokes: boolean): void {
  print(
    removes
      ? 'The password is removed: nobody can sign in until one is set.'
      : 'The password is set. Every browser has to sign in again.',
    revokes ? TAKEN_BACK : 'Clients that were allowed in stay so; --revoke-all would take that back, too.',
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
  if (password === '')
    throw new Failure('invalid_input', 'Nothing came on stdin.', {
      hint: 'Run it on a terminal, or give it a file with one line: `clawbridge passwd < FILE`.',
    });
  if (!/[\r\n]/.test(password)) return password;
  throw new Failure('invalid_input', 'There is more than one line on stdin.', {
    hint: 'The password is one line: `clawbridge passwd < FILE`.',
  });
}
