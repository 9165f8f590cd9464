import { lookup } from 'node:dns';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Config, Environment } from '../config/read.ts';
import { Failure, toFailure } from '../domain/failure.ts';
import type { Receiver } from '../domain/receiver.ts';
import { knownInstances } from '../instances.ts';
import { allowedHosts } from '../notify/allowed-hosts.ts';
import { publicLookup, webhookUrl } from '../notify/public-address.ts';
import type { Check, Verdict } from './check.ts';

/** Whether each configured notifier could be told something. Nobody is: that would be a notice without a task. */
export const checkNotify: Check = async (config) =>
  await Promise.all(
    config.notify.notifiers.map(async ({ name, receiver }) => ({
      name: `Notifier ${name}`,
      ...(await verdictOn(receiver, config)),
    })),
  );

async function verdictOn(receiver: Receiver, config: Config): Promise<Verdict> {
  try {
    switch (receiver.kind) {
      case 'webhook':
        return await checkWebhook(receiver.url, config);
      case 'command':
        return checkCommand(receiver.command[0], config.environment);
      case 'route':
        return checkRoute(receiver, config);
    }
  } catch (thrown) {
    const { message, hint = 'Look at its entry under "notify".' } = toFailure(thrown);
    return { status: 'fail', detail: message, hint };
  }
}

async function checkWebhook(raw: string, { notify }: Config): Promise<Verdict> {
  const isAllowed = allowedHosts(notify.allowedHosts);
  const url = webhookUrl(raw, isAllowed, 'notify_refused');
  const allowed = isAllowed(url);
  if (!(await hasAddress(url, allowed)))
    return {
      status: 'fail',
      detail: `${url.hostname} has no address`,
      hint: 'Check the host name in the address of the webhook, and the DNS of this machine.',
    };
  return { status: 'ok', detail: allowed ? `${url.host}, an allowed host` : `${url.host}, a public host` };
}

/** Errors: `notify_refused` for a name that leads to a private address without being allowed. */
function hasAddress(url: URL, allowed: boolean): Promise<boolean> {
  const resolve = allowed ? lookup : publicLookup();
  return new Promise((fulfil, reject) => {
    resolve(url.hostname.replace(/^\[|\]$/g, ''), { all: true }, (error) => {
      if (error instanceof Failure) reject(error);
      else fulfil(!error);
    });
  });
}

function checkCommand(program: string, environment: Environment): Verdict {
  const folders = isAbsolute(program) ? [''] : (environment['PATH'] ?? '').split(delimiter);
  const endings = process.platform === 'win32' ? ['', '.exe', '.com'] : [''];
  const files = folders.flatMap((folder) => endings.map((ending) => join(folder, program + ending)));
  const found = files.find(isExecutable);
  if (found !== undefined) return { status: 'ok', detail: found };
  return {
    status: 'fail',
    detail: isAbsolute(program) ? `${program} is no program this user can run` : `${program} is not in PATH`,
    hint: 'Install it, make it executable, or write its whole path into "notify".',
  };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Whether the gateway has that channel only a message would show. */
function checkRoute(route: Receiver & { readonly kind: 'route' }, config: Config): Verdict {
  const instances = knownInstances(config);
  const found = instances.find(({ name, isDefault }) =>
    route.instance === undefined ? isDefault : name === route.instance,
  );
  if (found) return { status: 'ok', detail: `${route.channel}, to ${route.to}, over instance ${found.name}` };
  return {
    status: 'fail',
    detail: `no instance is named "${route.instance}"`,
    hint: `Known are: ${instances.map(({ name }) => name).join(', ')}. Correct its "instance", or leave it out for the default one.`,
  };
}
