import { newTokenId, newTokenSecret, tokenHash } from '../auth/token-secret.ts';
import { usage } from '../config/arguments.ts';
import { channelPlan, DEFAULT_ACCOUNT, type ConfigChange } from '../domain/channel-plan.ts';
import { toFailure } from '../domain/failure.ts';
import { nearest } from '../domain/nearest.ts';
import type { Store } from '../domain/port/store.ts';
import { createOpenClawCommand } from '../gateway/openclaw-command.ts';
import { createCreateLinkToken } from '../usecases/create-link-token.ts';
import { createInstallChannel, refuseUnusable } from '../usecases/install-channel.ts';
import { uninstallChannel, uninstallSteps } from '../usecases/uninstall-channel.ts';
import { channelArchive } from './channel-archive.ts';
import { channelOptions } from './channel-options.ts';
import { channelReport, type ChannelReport } from './channel-report.ts';
import type { ExitCode, Invocation } from './command.ts';
import { FAILED, OK } from './exit-code.ts';
import { flagValue } from './flag-value.ts';
import { helpText } from './help.ts';
import { noteOwnersDeed } from './note-owners-deed.ts';
import { print } from './print.ts';
import { refuseWords } from './refuse-words.ts';
import { relayUrl, typedRelayUrl } from './relay-url.ts';
import { shownWord } from './shown-word.ts';
import { withStore } from './with-store.ts';

type Verb = (invocation: Invocation) => Promise<ExitCode>;

const verbs: Readonly<Record<string, Verb>> = { install, status, uninstall };

/** What stands for a token that is not told. */
const HIDDEN = 'cbt_…';

const clock = { now: () => Date.now() };

/** `channel install | status | uninstall` */
export async function channel(invocation: Invocation): Promise<ExitCode> {
  const [verb, ...words] = invocation.words;
  if (verb === undefined) return print(helpText(['channel']));
  const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (!run) throw unknownVerb(verb);
  refuseWords(`channel ${verb}`, words);
  if (verb !== 'install') refuseForeign(verb, invocation.flags);
  return await run(invocation);
}

function unknownVerb(verb: string): Error {
  const meant = nearest(verb, Object.keys(verbs));
  return usage(
    `Unknown: channel ${shownWord(verb)}. ${meant === undefined ? 'Use channel install, status or uninstall.' : `Did you mean "channel ${meant}"?`}`,
  );
}

function refuseForeign(verb: string, flags: Invocation['flags']): void {
  const foreign = ['relay', 'policy', 'print'].find((flag) => flags.has(flag));
  if (foreign !== undefined) throw usage(`--${foreign} is not a flag of \`clawbridge channel ${verb}\`.`);
}

async function install(invocation: Invocation): Promise<ExitCode> {
  const { config, flags } = invocation;
  const wish = wishFrom(invocation);
  if (flags.has('print')) return await printCommands(invocation, wish);
  const host = hostOf(invocation);
  if (flags.has('dry-run')) {
    const found = host.readConfig();
    refuseUnusable(found);
    return print(
      'This would be run:',
      `  ${host.describe({ kind: 'install', archive: wish.archive })}`,
      `  ${host.describe({ kind: 'change', file: 'FILE' })}`,
      'with this in FILE:',
      shown(channelPlan({ ...wish, token: HIDDEN }, found)),
    );
  }
  const changes = await withStore(config, async (store) => {
    const done = await createInstallChannel({ host, createLinkToken: linkTokens(store), tell: tellStep })(
      wish,
    );
    await noteOwnersDeed(store.audit, 'channel:install', wish.account);
    return done;
  });
  if (flags.has('json')) {
    const told = changes.map((change) => hidden(change));
    return print(JSON.stringify({ account: wish.account, url: wish.url, changes: told }, undefined, 2));
  }
  process.stderr.write('looking whether the gateway runs ...\n');
  const next = whatNext(await hostStatus(invocation));
  return print(
    `The channel is installed. What was set in OpenClaw:`,
    ...changes.map(({ path, why }) => `  ${path}: ${why}`),
    '',
    'Start `clawbridge serve`; then `clawbridge channel status` tells whether OpenClaw is connected.',
    `Invite somebody: \`clawbridge invite NAME\`. ${LETTING_IN[wish.policy ?? 'pairing']}`,
    next,
  );
}

function tellStep(step: 'plugin' | 'settings'): void {
  process.stderr.write(`${STEPS[step]} ...\n`);
}

const STEPS = {
  plugin: 'installing the plugin into OpenClaw: this takes up to two minutes',
  settings: 'writing the settings of OpenClaw',
} as const;

function whatNext(host: ChannelReport['host']): string {
  if (!('trouble' in host) && !host.isGatewayRunning)
    return 'The gateway of OpenClaw is not running: `openclaw gateway run`.';
  return 'If OpenClaw does not see it within a minute: `openclaw gateway restart`.';
}

const LETTING_IN = {
  pairing:
    'His first message shows a code, which you approve with `openclaw pairing approve clawbridge CODE`.',
  allowlist: 'Add his id to allowFrom in the settings of the channel.',
  open: 'He is let in at once; he gets no tools.',
} as const;

interface Wish {
  readonly account: string;
  readonly url: string;
  readonly policy: keyof typeof LETTING_IN | undefined;
  readonly archive: string;
}

function wishFrom({ config, flags }: Invocation): Wish {
  const relay = flagValue(flags, channelOptions.relay);
  return {
    account: accountFrom(flags),
    url: relay === undefined ? relayUrl(config, flags.has('print')) : typedRelayUrl(relay),
    policy: flagValue(flags, channelOptions.policy),
    archive: channelArchive(),
  };
}

/** It becomes part of a path in a configuration, and the name of a link. */
function accountFrom(flags: Invocation['flags']): string {
  const account = flagValue(flags, channelOptions.account);
  if (account === undefined) return DEFAULT_ACCOUNT;
  if (/^[a-z\d][a-z\d_-]{0,63}$/.test(account)) return account;
  throw usage('--account has small letters, digits, "-" and "_", and begins with a letter or digit.');
}

function hostOf({ config: { environment }, flags }: Invocation) {
  return createOpenClawCommand({ environment, platform: process.platform, account: accountFrom(flags) });
}

function linkTokens(store: Pick<Store, 'accessTokens'>) {
  return createCreateLinkToken({
    store: store.accessTokens,
    clock,
    newId: newTokenId,
    newSecret: newTokenSecret,
    hash: tokenHash,
  });
}

/** For an OpenClaw we cannot reach: a person carries it there. */
async function printCommands(invocation: Invocation, wish: Wish): Promise<ExitCode> {
  const { config, flags } = invocation;
  const unknown = {
    isRemote: false,
    allowsPlugins: true,
    allowFrom: [],
    hasExecPolicy: false,
    hasApprovals: false,
    hasCommandOwner: false,
  };
  const host = hostOf(invocation);
  const secret = flags.has('dry-run')
    ? HIDDEN
    : await withStore(config, async (store) => {
        const made = await linkTokens(store)(wish.account);
        await made.replaceOthers();
        await noteOwnersDeed(store.audit, 'channel:install', wish.account);
        return made.secret;
      });
  const changes = channelPlan({ ...wish, token: secret }, unknown);
  return print(
    `1. Copy ${wish.archive} to the machine where OpenClaw runs.`,
    '2. There, in that folder, run:',
    `   ${host.describe({ kind: 'install', archive: './clawbridge-channel.tgz' })}`,
    '3. Write this into a file there that only you can read, changes.json. Leave out what you have decided otherwise:',
    JSON.stringify(
      changes.map(({ path, value }) => ({ path, value })),
      undefined,
      2,
    ),
    `4. Run: ${host.describe({ kind: 'change', file: 'changes.json' })}`,
    '   and delete the file: it holds the token, which is told only here.',
  );
}

function shown(changes: readonly ConfigChange[]): string {
  return JSON.stringify(changes.map(hidden), undefined, 2);
}

function hidden(change: ConfigChange): ConfigChange {
  return change.path.endsWith('.token') ? { ...change, value: HIDDEN } : change;
}

async function status(invocation: Invocation): Promise<ExitCode> {
  const { config, flags } = invocation;
  const links = await withStore(config, async (store) => await store.links.list(Date.now()));
  const host = await hostStatus(invocation);
  if (flags.has('json')) print(JSON.stringify(statusJson({ host, links }), undefined, 2));
  else print(...channelReport({ host, links }));
  // What OpenClaw does not tell, the relay knows.
  const all = 'trouble' in host ? links : host.accounts;
  return all.length > 0 && all.every(({ isConnected }) => isConnected) ? OK : FAILED;
}

async function hostStatus(invocation: Invocation): Promise<ChannelReport['host']> {
  try {
    return await hostOf(invocation).status();
  } catch (thrown) {
    const { message, hint } = toFailure(thrown);
    return { trouble: hint === undefined ? message : `${message} ${hint}` };
  }
}

function statusJson({ host, links }: ChannelReport) {
  return 'trouble' in host ? { accounts: [], ...host, links } : { ...host, links };
}

async function uninstall(invocation: Invocation): Promise<ExitCode> {
  const { config, flags } = invocation;
  const account = accountFrom(flags);
  const host = hostOf(invocation);
  if (flags.has('dry-run'))
    return print('This would be run:', ...uninstallSteps(account).map((step) => `  ${host.describe(step)}`));
  await withStore(config, async ({ accessTokens, links, audit }) => {
    await uninstallChannel({ host, tokens: accessTokens, links, clock }, account);
    await noteOwnersDeed(audit, 'channel:uninstall', account);
  });
  return print(
    account === DEFAULT_ACCOUNT
      ? 'The channel is gone from OpenClaw, and its token lets nobody in any more.'
      : `The account ${account} is gone from OpenClaw, and its token lets nobody in any more.`,
    'What was said stays in the store of clawbridge.',
  );
}
