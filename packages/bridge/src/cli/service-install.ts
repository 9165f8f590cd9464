import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { usage } from '../config/arguments.ts';
import { keepSettings, settingsToKeep } from '../config/keep-settings.ts';
import { Failure } from '../domain/failure.ts';
import { isBorrowed } from '../domain/launch-command.ts';
import { run, type ServicePlan } from '../domain/service-plan.ts';
import type { ServiceJob } from '../domain/service.ts';
import { carryOut } from '../service/carry-out.ts';
import { planText } from '../service/plan-text.ts';
import { findTutorial, type TutorialRemains } from '../service/windows-tutorial.ts';
import { makeFolder } from '../store/make-folder.ts';
import type { ExitCode, Invocation } from './command.ts';
import { OK } from './exit-code.ts';
import { flagText } from './flag-text.ts';
import { lastingNode } from './lasting-node.ts';
import { print } from './print.ts';
import type { ServiceDesk } from './service-desk.ts';

/**
 * Installs the service or updates it, and starts it. The settings of this shell are kept for it, because a service sees
 * nothing of them. That they make sense is known by now: they have been read.
 */
export async function installService(desk: ServiceDesk, invocation: Invocation): Promise<ExitCode> {
  const { config, flags } = invocation;
  const { host, machine, name, logFile } = desk;
  refuseOtherWay(desk);
  refuseForeignHome(desk, invocation);
  const plan = await host.install(jobOf(desk, invocation));
  const kept = settingsToKeep(config, flags);
  const remains = process.platform === 'win32' ? await findTutorial(machine) : undefined;
  const removal = flags.has('remove-old') ? (remains?.removal ?? []) : [];
  const all = [...handOver(desk, kept), ...removal, ...plan];
  if (flags.has('dry-run')) return print(...keptLines(kept, desk.home, true), planText(all));
  makeFolder(desk.home);
  // Of another user's, that user makes it. launchd does not start what has nowhere to write.
  if (desk.way !== 'system') makeFolder(dirname(logFile));
  if (Object.keys(kept).length > 0) keepSettings(desk.home, kept);
  print(...keptLines(kept, desk.home, false));
  await carryOut(all, machine);
  print(
    `${name} is installed and started (${host.title}): ${host.file}`,
    `See how it is: clawbridge service status${sameFlags(desk, invocation)}`,
    `See its log:   clawbridge service logs${sameFlags(desk, invocation)} (${logFile})`,
    ...(await host.advice()),
    ...tutorialLines(remains, flags),
  );
  return OK;
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
function keptLines(kept: Readonly<Record<string, string>>, home: string, isDry: boolean): string[] {
  const names = Object.keys(kept);
  if (names.length === 0) return [];
  const file = join(home, 'env');
  return [`${isDry ? 'keep' : 'Kept'} ${names.join(', ')} in ${file}, which only its owner can read.`];
}

/** What root makes there belongs to whom the service runs as. */
function handOver({ way, runAs, home }: ServiceDesk, kept: Readonly<Record<string, string>>): ServicePlan {
  if (way !== 'system' || runAs === undefined) return [];
  const files = Object.keys(kept).length > 0 ? [home, join(home, 'env')] : [home];
  return [run(['chown', '-h', `${runAs}:`, ...files], { hint: 'Only root may do this: use sudo.' })];
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
