import { existsSync } from 'node:fs';
import { usage } from '../config/arguments.ts';
import { envFilePath } from '../config/env-file.ts';
import { Failure } from '../domain/failure.ts';
import { nearest } from '../domain/nearest.ts';
import type { ServiceHost } from '../domain/port/service-host.ts';
import { carryOut } from '../service/carry-out.ts';
import { planText } from '../service/plan-text.ts';
import type { ExitCode, Invocation } from './command.ts';
import { FAILED, OK } from './exit-code.ts';
import { print } from './print.ts';
import { refuseWords } from './refuse-words.ts';
import { installService } from './service-install.ts';
import { printLog } from './service-logs.ts';
import { serviceOptions } from './service-options.ts';
import { serviceDesk, type ServiceDesk } from './service-desk.ts';

type Verb = (desk: ServiceDesk, invocation: Invocation) => Promise<ExitCode>;

const verbs: Readonly<Record<string, Verb>> = {
  install: installService,
  uninstall,
  start: async (desk, invocation) => await act('start', desk, invocation),
  stop: async (desk, invocation) => await act('stop', desk, invocation),
  restart: async (desk, invocation) => await act('restart', desk, invocation),
  status,
  logs: async (desk, { flags }) => await printLog(desk, flags),
};

/** Flags that mean something to one verb only. */
const OF_INSTALL = ['runAs', 'winsw', 'winswSha256', 'removeOld'] as const;
const OF_LOGS = ['follow', 'lines'] as const;

/** `service install | uninstall | start | stop | restart | status | logs` */
export async function service(invocation: Invocation): Promise<ExitCode> {
  const [verb, ...words] = invocation.words;
  const run = verb !== undefined && Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (verb === undefined || !run) throw unknownVerb(verb);
  refuseWords(`service ${verb}`, words);
  refuseForeign(verb, invocation.flags);
  return await run(serviceDesk(invocation), invocation);
}

function unknownVerb(verb: string | undefined): Failure {
  const known = Object.keys(verbs);
  if (verb === undefined) return usage(`service what? It can be ${known.join(', ')}.`);
  const meant = nearest(verb, known);
  return usage(`Unknown: service ${verb}.${meant === undefined ? '' : ` Did you mean "service ${meant}"?`}`);
}

function refuseForeign(verb: string, flags: Invocation['flags']): void {
  const foreign = [...(verb === 'install' ? [] : OF_INSTALL), ...(verb === 'logs' ? [] : OF_LOGS)]
    .map((key) => serviceOptions[key].flag)
    .find((flag) => flags.has(flag));
  if (foreign !== undefined) throw usage(`--${foreign} is not a flag of \`clawbridge service ${verb}\`.`);
}

const DONE = { start: 'started', stop: 'stopped', restart: 'started anew' } as const;

async function act(
  verb: keyof typeof DONE,
  { host, machine, name }: ServiceDesk,
  { flags }: Invocation,
): Promise<ExitCode> {
  await refuseAbsent(host, name);
  const plan = await host[verb]();
  if (flags.has('dry-run')) return print(planText(plan));
  await carryOut(plan, machine);
  return print(`${name} is ${DONE[verb]} (${host.title}).`);
}

async function uninstall(
  { host, machine, name, home }: ServiceDesk,
  { flags }: Invocation,
): Promise<ExitCode> {
  const isThere = existsSync(host.file);
  const plan = await host.uninstall();
  if (flags.has('dry-run')) return print(planText(plan));
  if (!isThere) return print(`There is no service ${name} (${host.title}).`);
  await carryOut(plan, machine);
  return print(
    `${name} is uninstalled (${host.title}).`,
    `Its data stay in ${home}${existsSync(envFilePath(home)) ? ', and its settings, secrets among them, in the file env there' : ''}; delete that folder if you want none of it any more.`,
  );
}

async function refuseAbsent({ file, title }: ServiceHost, name: string): Promise<void> {
  if (existsSync(file)) return;
  throw new Failure('service_failed', `There is no service ${name} (${title}).`, {
    hint: 'Run `clawbridge service install`.',
  });
}

async function status(desk: ServiceDesk, { flags }: Invocation): Promise<ExitCode> {
  const { host, name, logFile } = desk;
  const found = existsSync(host.file) ? await host.look() : ({ state: 'absent' } as const);
  const { state, ...rest } = found;
  if (flags.has('json')) {
    print(JSON.stringify({ name, state, ...rest, manager: host.title, logFile }, undefined, 2));
  } else {
    const { pid, restarts, since, detail } = {
      pid: undefined,
      restarts: undefined,
      since: undefined,
      detail: undefined,
      ...rest,
    };
    print(
      `${name}: ${state === 'absent' ? 'not installed' : state}${detail === undefined ? '' : ` (${detail})`}`,
      ...(pid === undefined ? [] : [`pid       ${pid}`]),
      ...(since === undefined ? [] : [`since     ${since}`]),
      ...(restarts === undefined ? [] : [`restarts  ${restarts}`]),
      `manager   ${host.title}`,
      `log       ${logFile}`,
    );
  }
  return state === 'running' ? OK : FAILED;
}
