import { listGrants, revokeGrant, unknownGrant } from '../auth/oauth/grants.ts';
import { usage } from '../config/arguments.ts';
import { isoTime } from '../domain/iso-time.ts';
import type { Store } from '../domain/port/store.ts';
import { printable } from '../domain/printable.ts';
import type { ExitCode, Invocation } from './command.ts';
import { OK } from './exit-code.ts';
import { grantJson } from './grant-json.ts';
import { grantLine } from './grant-line.ts';
import { named } from './named.ts';
import { ownersDeed } from './owners-deed.ts';
import { refuseWords } from './refuse-words.ts';
import { withStore } from './with-store.ts';

type Verb = (store: GrantDesk, invocation: Invocation) => Promise<ExitCode>;

/** Where grants are kept, and what is done with them is written down. */
type GrantDesk = Pick<Store, 'grants' | 'audit'>;

const verbs: Readonly<Record<string, Verb>> = { list, revoke };

const clock = { now: () => Date.now() };

/** `grants list | revoke ID` */
export async function grants(invocation: Invocation): Promise<ExitCode> {
  const [verb = 'list', ...words] = invocation.words;
  const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (!run) throw usage(`Unknown: grants ${verb}. Use grants list or revoke.`);
  refuseWords(`grants ${verb}`, verb === 'list' ? words : words.slice(1));
  return await withStore(invocation.config, (store) => run(store, { ...invocation, words }));
}

async function list({ grants: store }: GrantDesk, { flags }: Invocation): Promise<ExitCode> {
  const listed = await listGrants({ grants: store, clock });
  if (flags.has('json')) return print(JSON.stringify({ grants: listed.map(grantJson) }, undefined, 2));
  return print(
    listed.length === 0 ? 'No client was let in by signing in.' : listed.map(grantLine).join('\n'),
  );
}

async function revoke(
  { grants: store, audit }: GrantDesk,
  { words: [begun], flags }: Invocation,
): Promise<ExitCode> {
  if (begun === undefined || begun === '')
    throw usage('Which grant? `clawbridge grants list` shows their ids.');
  const deps = { grants: store, clock };
  const grant = named(await listGrants(deps), begun, { noun: 'grant', unknown: unknownGrant });
  await revokeGrant(grant.id, deps);
  const deed = ownersDeed('grant:revoke', grant.id);
  await audit.append(deed);
  if (flags.has('json'))
    return print(JSON.stringify({ ...grantJson(grant), revokedAt: isoTime(deed.at) }, undefined, 2));
  const who = printable(grant.clientName ?? grant.clientId);
  return print(`${grant.id} revoked: ${who} has to sign in again.`);
}

function print(text: string): ExitCode {
  process.stdout.write(`${text}\n`);
  return OK;
}
