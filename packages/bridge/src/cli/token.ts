import { newTokenId, newTokenSecret, tokenHash } from '../auth/token-secret.ts';
import { usage } from '../config/arguments.ts';
import type { Option } from '../config/option.ts';
import type { Config } from '../config/read.ts';
import { ENTRY_NAME } from '../domain/client-entry.ts';
import { isoTime } from '../domain/iso-time.ts';
import type { Store } from '../domain/port/store.ts';
import { printable } from '../domain/printable.ts';
import { OWNER } from '../domain/principal.ts';
import { knownInstances } from '../instances.ts';
import {
  createCreateAccessToken,
  type CreatedAccessToken,
  type NewAccessToken,
} from '../usecases/create-access-token.ts';
import { createListAccessTokens } from '../usecases/list-access-tokens.ts';
import { createRevokeAccessToken } from '../usecases/revoke-access-token.ts';
import type { ExitCode, Invocation } from './command.ts';
import { OK } from './exit-code.ts';
import { flagValue } from './flag-value.ts';
import { lifetimeFrom } from './lifetime.ts';
import { mcpUrl } from './mcp-url.ts';
import { namedToken } from './named-token.ts';
import { noteOwnersDeed } from './note-owners-deed.ts';
import { print } from './print.ts';
import { refuseWords } from './refuse-words.ts';
import { tokenJson } from './token-json.ts';
import { tokenLine } from './token-line.ts';
import { tokenOptions } from './token-options.ts';
import { withStore } from './with-store.ts';

type Verb = (store: TokenDesk, invocation: Invocation) => Promise<ExitCode>;

/** Where tokens are kept, and what is done with them is written down. */
type TokenDesk = Pick<Store, 'accessTokens' | 'audit'>;

const verbs: Readonly<Record<string, Verb>> = { create, list, revoke };

const clock = { now: () => Date.now() };

/** `token create NAME | list | revoke ID` */
export async function token(invocation: Invocation): Promise<ExitCode> {
  const [verb = 'list', ...words] = invocation.words;
  const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (!run) throw usage(`Unknown: token ${verb}. Use token create, list or revoke.`);
  refuseWords(`token ${verb}`, verb === 'list' ? words : words.slice(1));
  if (verb !== 'create') refuseCreateFlags(verb, invocation);
  return await withStore(invocation.config, (store) => run(store, { ...invocation, words }));
}

function refuseCreateFlags(verb: string, { flags }: Invocation): void {
  const foreign = Object.values<Option<unknown>>(tokenOptions).find(({ flag }) => flags.has(flag));
  if (foreign) throw usage(`--${foreign.flag} is not a flag of \`clawbridge token ${verb}\`.`);
}

async function create({ accessTokens: store, audit }: TokenDesk, invocation: Invocation): Promise<ExitCode> {
  const createAccessToken = createCreateAccessToken({
    store,
    clock,
    newId: newTokenId,
    newSecret: newTokenSecret,
    hash: tokenHash,
  });
  const created = await createAccessToken(wantedFrom(invocation));
  const { secret, token: made } = created;
  const json = { ...tokenJson({ ...made, state: 'active' }), token: secret, url: mcpUrl(invocation.config) };
  print(
    invocation.flags.has('json') ? JSON.stringify(json, undefined, 2) : handOver(created, invocation.config),
  );
  warnOfUnknown(made.allow.instances, invocation.config);
  await noteOwnersDeed(audit, 'token:create', made.id);
  return OK;
}

function wantedFrom({ words: [name], flags }: Invocation): NewAccessToken {
  if (name === undefined) throw usage('Which client is the token for? `clawbridge token create cursor`.');
  const valueOf = <T>(option: Option<T>) => flagValue(flags, option);
  const expires = valueOf(tokenOptions.expires);
  return {
    name,
    principal: valueOf(tokenOptions.principal) ?? OWNER.id,
    scopes: valueOf(tokenOptions.scopes) ?? ['read', 'chat'],
    allow: {
      instances: valueOf(tokenOptions.instances),
      channels: valueOf(tokenOptions.channels),
      agents: valueOf(tokenOptions.agents),
      sessionPrefixes: valueOf(tokenOptions.sessionPrefixes),
    },
    lifetimeMs: expires === undefined ? undefined : lifetimeFrom(expires, '--expires'),
  };
}

/** It may be set up later, so nothing is refused: until then the token reaches nothing there. */
function warnOfUnknown(names: readonly string[], config: Config): void {
  const known = namesIn(config);
  if (known === undefined) return;
  for (const name of names.filter((name) => !known.includes(name)))
    process.stderr.write(
      `No instance is called ${printable(name)}; there is: ${known.join(', ')}. The token is made all the same.\n`,
    );
}

/** Undefined where the config of OpenClaw cannot be read; doctor tells that. */
function namesIn(config: Config): readonly string[] | undefined {
  try {
    return knownInstances(config).map(({ name }) => name);
  } catch {
    return undefined;
  }
}

/** The only time the token is told, with what to do with it. */
function handOver({ secret, token: made }: CreatedAccessToken, config: Config): string {
  const until = made.expiresAt === undefined ? 'it is revoked' : isoTime(made.expiresAt);
  const header = `Authorization: Bearer ${secret}`;
  return [
    secret,
    '',
    `${made.id} for "${printable(made.name)}" is good for ${made.scopes.join(', ')} until ${until}.`,
    'This is the only time it is shown. Clients send it as a header:',
    `  ${header}`,
    'Claude Code:',
    `  claude mcp add --transport http ${ENTRY_NAME} ${mcpUrl(config)} --header "${header}"`,
    ...(config.http.auth ? [] : ['`clawbridge serve` asks for it when it is started with --auth.']),
  ].join('\n');
}

async function list({ accessTokens: store }: TokenDesk, { flags }: Invocation): Promise<ExitCode> {
  const tokens = await createListAccessTokens({ store, clock })();
  if (flags.has('json')) return print(JSON.stringify({ tokens: tokens.map(tokenJson) }, undefined, 2));
  return print(tokens.length === 0 ? 'There is no token.' : tokens.map(tokenLine).join('\n'));
}

async function revoke(
  { accessTokens: store, audit }: TokenDesk,
  { words: [begun], flags }: Invocation,
): Promise<ExitCode> {
  if (begun === undefined || begun === '')
    throw usage('Which token? `clawbridge token list` shows their ids.');
  const { id } = namedToken(await store.list(), begun);
  const revoked = await createRevokeAccessToken({ store, clock })(id);
  const json = tokenJson({ ...revoked, state: 'revoked' });
  print(flags.has('json') ? JSON.stringify(json, undefined, 2) : `${id} revoked`);
  await noteOwnersDeed(audit, 'token:revoke', id);
  return OK;
}
