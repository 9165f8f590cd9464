import { existsSync, lchownSync, mkdirSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { usage } from '../config/arguments.ts';
import { keepSettings, replacedBy, settingsToKeep } from '../config/keep-settings.ts';
import { Failure } from '../domain/failure.ts';
import { isBorrowed } from '../domain/launch-command.ts';
import type { ServicePlan } from '../domain/service-plan.ts';
import type { ServiceJob } from '../domain/service.ts';
import { carryOut } from '../service/carry-out.ts';
import { planText } from '../service/plan-text.ts';
import { findTutorial, type TutorialRemains } from '../service/windows-tutorial.ts';
import { makeFolder } from '../store/make-folder.ts';
import { asUser } from './as-user.ts';
import type { ExitCode, Invocation } from './command.ts';
import { OK } from './exit-code.ts';
import { findingLine } from './finding-line.ts';
import { flagText } from './flag-text.ts';
import { lastingNode } from './lasting-node.ts';
import { print } from './print.ts';
import type { ServiceDesk } from './service-desk.ts';
import { tokenFindings } from './token-findings.ts';

/**
 * Installs the service or updates it, and starts it. The settings of this shell are kept for it, because a service sees
 * nothing of them. That they make sense is known by now: they have been read.
 */
export async function installService(desk: ServiceDesk, invocation: Invocation): Promise<ExitCode> {
  const { flags } = invocation;
  const { host, machine, name, logFile } = desk;
  refuseOtherWay(desk);
  refuseForeignHome(desk, invocation);
  const plan = await host.install(jobOf(desk, invocation));
  const kept = await asUser(asWhom(desk), () => keptHere(desk, invocation));
  const remains = process.platform === 'win32' ? await findTutorial(machine) : undefined;
  const removal = flags.has('remove-old') ? (remains?.removal ?? []) : [];
  const { checks, rest } = split([...removal, ...plan]);
  if (flags.has('dry-run'))
    return print(
      ...keptLines(kept, desk.home, true),
      ...tokenLines(invocation),
      planText([...checks, ...rest]),
    );
  await carryOut(checks, machine);
  await keep(desk, kept);
  const said = [...keptLines(kept, desk.home, false), ...tokenLines(invocation)];
  if (said.length > 0) print(...said);
  await carryOut(rest, machine);
  print(
    `${name} is installed and started (${host.title}): ${host.file}`,
    `See how it is: clawbridge service status${sameFlags(desk, invocation)}`,
    `See its log:   clawbridge service logs${sameFlags(desk, invocation)} (${logFile})`,
    ...(await host.advice()),
    ...tutorialLines(remains, flags),
  );
  return OK;
}

/** What comes before anything is written shows whether there is a manager to talk to: until then nothing changes. */
function split(plan: ServicePlan): { readonly checks: ServicePlan; readonly rest: ServicePlan } {
  const first = plan.findIndex(({ kind }) => kind !== 'run');
  return { checks: plan.slice(0, first), rest: plan.slice(first) };
}

/** What is to be kept for the service, and what it takes the place of. */
interface Kept {
  readonly variables: Readonly<Record<string, string>>;
  readonly replaced: readonly string[];
}

function keptHere({ home }: ServiceDesk, { config, flags }: Invocation): Kept {
  const variables = settingsToKeep(config, flags);
  return { variables, replaced: replacedBy(home, variables) };
}

/** In a folder of another user root does nothing with its own rights: who owns it may lead it anywhere. */
function asWhom({ way, runAs }: ServiceDesk): string | undefined {
  return way === 'system' ? runAs : undefined;
}

async function keep(desk: ServiceDesk, { variables }: Kept): Promise<void> {
  const { home, way, logFile } = desk;
  const user = asWhom(desk);
  if (!existsSync(home)) await makeHome(home, user);
  // Of another user's, that user makes it. launchd does not start what has nowhere to write.
  if (way !== 'system') makeFolder(dirname(logFile));
  if (Object.keys(variables).length > 0) await asUser(user, () => keepSettings(home, variables));
}

/** By the user where he may, so that he leads root nowhere; else by root, and given to him. */
async function makeHome(home: string, user: string | undefined): Promise<void> {
  try {
    await asUser(user, () => makeFolder(home));
  } catch (thrown) {
    if (user === undefined || !(thrown instanceof Error && 'code' in thrown && thrown.code === 'EACCES'))
      throw thrown;
    mkdirSync(home, { mode: 0o700 });
    const { uid, gid } = await asUser(user, () => userInfo());
    lchownSync(home, uid, gid);
  }
}

/** Two of them would fight over one port and one folder. */
function refuseOtherWay({ others, name }: ServiceDesk): void {
  const other = others.find(({ file }) => existsSync(file));
  if (other === undefined) return;
  throw new Failure('invalid_input', `${name} is already installed another way (${other.title}).`, {
    hint: 'Take that away first: `clawbridge service uninstall`, with the flags it was installed with.',
  });
}

/** Under sudo the usual home is that of root, which is never the one that was meant. */
function refuseForeignHome({ way, runAs }: ServiceDesk, { config, flags }: Invocation): void {
  if (way !== 'system' || flags.has('home') || config.environment['CLAWBRIDGE_HOME']) return;
  const example = runAs === undefined ? '/var/lib/clawbridge' : `~${runAs}/.clawbridge`;
  throw usage(`Say where the service of the machine keeps its settings and data: --home ${example}`);
}

function jobOf({ way, home, logFile }: ServiceDesk, { config }: Invocation): ServiceJob {
  const script = process.argv[1] ?? '';
  if (isBorrowed(script))
    throw new Failure('invalid_input', 'npx brought this clawbridge, and may take it away tomorrow.', {
      hint: 'Install it first: `npm install -g clawbridge`, then `clawbridge service install`.',
    });
  const isUsual = home === join(homedir(), '.clawbridge') && way !== 'system' && way !== 'service';
  const variables = {
    ...(isUsual ? {} : { CLAWBRIDGE_HOME: home }),
    CLAWBRIDGE_LOG_FILE: logFile,
  };
  return { node: lastingNode(config), script, home, logFile, variables };
}

/** Names only: many of the values are secrets. */
function keptLines({ variables, replaced }: Kept, home: string, isDry: boolean): string[] {
  const names = Object.keys(variables);
  if (names.length === 0) return [];
  const file = join(home, 'env');
  const old = replaced.length === 0 ? '' : ` This replaces ${replaced.join(', ')}.`;
  return [`${isDry ? 'keep' : 'Kept'} ${names.join(', ')} in ${file}, which only its owner can read.${old}`];
}

/** A service that nobody answers is installed all the same: the token can be set later. */
function tokenLines({ config }: Invocation): string[] {
  return tokenFindings(config.xiaozhi)
    .filter(({ status }) => status !== 'ok')
    .map(findingLine);
}

/** What the other verbs need to find it again. */
function sameFlags({ way, home }: ServiceDesk, { flags }: Invocation): string {
  const name = flagText(flags, 'name');
  return [
    ...(way === 'system' ? [` --system --home ${home}`] : []),
    ...(name === undefined ? [] : [` --name ${name}`]),
  ].join('');
}

function tutorialLines(remains: TutorialRemains | undefined, flags: Invocation['flags']): string[] {
  if (remains === undefined) return [];
  const names = remains.names.join(' and ');
  return flags.has('remove-old')
    ? [`Removed ${names}.`]
    : [
        `There is still ${names}, which a tutorial installed: take it away with \`clawbridge service install --remove-old\`.`,
      ];
}
