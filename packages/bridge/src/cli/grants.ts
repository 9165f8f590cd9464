import { listGrants, revokeGrant, unknownGrant, type ListedGrant } from '../auth/oauth/grants.ts';
import { usage } from '../config/arguments.ts';
import { isoTime } from '../domain/iso-time.ts';
import type { Store } from '../domain/port/store.ts';
import { printable } from '../domain/printable.ts';
import type { ExitCode, Invocation } from './command.ts';
import { OK } from './exit-code.ts';
import { grantJson } from './grant-json.ts';
import { grantLine } from './grant-line.ts';
import { named } from './named.ts';
import { noteOwnersDeed } from './note-owners-deed.ts';
import { print } from './print.ts';
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
  print(flags.has('json') ? revokedJson(grant) : revokedLine(grant));
  await noteOwnersDeed(audit, 'grant:revoke', grant.id);
  return OK;
}

function revokedJson(grant: ListedGrant): string {
  return JSON.stringify({ ...grantJson(grant), revokedAt: isoTime(clock.now()) }, undefined, 2);
}

function revokedLine({ id, clientName, clientId }: ListedGrant): string {
  return `${id} revoked: ${printable(clientName ?? clientId)} has to sign in again.`;
}
