import { isAbsolute } from 'node:path';
import { isNotifierName } from '../domain/notice.ts';
import type { ConfiguredNotifier, Receiver } from '../domain/receiver.ts';
import { isWebhookSecret } from '../domain/webhook-secret.ts';
import { isHostEntry } from '../notify/allowed-hosts.ts';
import {
  asEntry,
  nameIn,
  parseList,
  refuseDuplicates,
  secretIn,
  textIn,
  valueIn,
  type Entry,
} from './entry.ts';
import { invalid } from './option.ts';
import { options, type Values } from './options.ts';

/** How somebody is told that a task has ended. */
export interface Notify {
  readonly notifiers: readonly ConfiguredNotifier[];
  /** For webhooks without their own; undefined when nobody chose one. */
  readonly secret: string | undefined;
  /** Hosts that webhooks may reach although they are private. */
  readonly allowedHosts: readonly string[];
}

type Given = Pick<Values, 'webhookSecret' | 'webhookHosts'> & { readonly notify: unknown };

/** From the settings; `placeOf` says where one came from. Errors: `config_invalid`, naming the place, never a secret. */
export function readNotify(
  { notify, webhookSecret, webhookHosts }: Given,
  placeOf: (name: keyof Given) => string,
): Notify {
  if (webhookSecret !== undefined) checkSecret(webhookSecret, 'The webhook secret');
  checkHosts(webhookHosts, placeOf('webhookHosts'));
  return {
    notifiers: readNotifiers(notify, placeOf('notify')),
    secret: webhookSecret,
    allowedHosts: webhookHosts,
  };
}

/** The addresses too: whoever knows the address of a webhook can often call it, its path or query is the key. */
export function notifySecrets({ notifiers, secret }: Notify): readonly (string | undefined)[] {
  const own = notifiers.flatMap(({ receiver }) =>
    receiver.kind === 'webhook' ? [receiver.url, receiver.secret] : [],
  );
  return [secret, ...own];
}

function checkHosts(hosts: readonly string[], where: string): void {
  const stranger = hosts.find((host) => !isHostEntry(host));
  if (stranger === undefined) return;
  throw invalid(
    `${where} has "${stranger}", which is not a host.`,
    'Like nas.local or 192.168.1.5:8080; every host is named, there are no patterns.',
  );
}

/** What says how somebody is told, and what else can then be said. */
const KINDS = {
  webhook: ['webhook', 'secret', 'secretFile'],
  command: ['command'],
  channel: ['channel', 'to', 'account', 'thread', 'instance'],
} as const;

type Kind = keyof typeof KINDS;

const COMMON = ['name', 'always'];
const KINDS_OF_ALL = Object.keys(KINDS) as Kind[];
const KEYS = [...COMMON, ...Object.values(KINDS).flat()];

const EXAMPLE = '[{"name":"desk","webhook":"https://example.com/hook"}]';

function readNotifiers(raw: unknown, where: string): readonly ConfiguredNotifier[] {
  const entries = parseList(raw, where, EXAMPLE);
  if (!Array.isArray(entries)) throw invalid(`${where} must be a JSON array.`, `It looks like ${EXAMPLE}`);
  const notifiers = entries.map((entry, i) => readNotifier(entry, `entry ${i + 1} of ${where}`));
  refuseDuplicates(
    notifiers.map(({ name }) => name),
    'notifiers',
    where,
  );
  return notifiers;
}

function readNotifier(raw: unknown, where: string): ConfiguredNotifier {
  const entry = asEntry(raw, KEYS, where);
  return {
    name: nameIn(entry, isNotifierName, where),
    always: valueIn(entry, 'always', where, options.debug.read) ?? false,
    receiver: RECEIVERS[kindOf(entry, where)](entry, where),
  };
}

function kindOf(entry: Entry, where: string): Kind {
  const [kind, another] = KINDS_OF_ALL.filter((key) => entry[key] !== undefined);
  if (kind === undefined)
    throw invalid(`${where} says nobody: it needs a "webhook", a "command" or a "channel".`);
  if (another !== undefined)
    throw invalid(`${where} has both "${kind}" and "${another}"; make two entries of it.`);
  const known: readonly string[] = [...COMMON, ...KINDS[kind]];
  const stranger = Object.keys(entry).find((key) => !known.includes(key));
  if (stranger !== undefined)
    throw invalid(`${where} has a "${stranger}", which does not go with "${kind}".`);
  return kind;
}

const RECEIVERS: Readonly<Record<Kind, (entry: Entry, where: string) => Receiver>> = {
  webhook(entry, where) {
    const secret = secretIn(entry, 'secret', where);
    if (secret !== undefined) checkSecret(secret, `"secret" in ${where}`);
    return {
      kind: 'webhook',
      url: checkUrl(required(entry, 'webhook', where), `"webhook" in ${where}`),
      ...(secret === undefined ? {} : { secret }),
    };
  },
  command: (entry, where) => ({
    kind: 'command',
    command: checkCommand(entry['command'], `"command" in ${where}`),
  }),
  channel: (entry, where) => ({
    kind: 'route',
    channel: required(entry, 'channel', where),
    to: required(entry, 'to', where),
    ...maybe('accountId', textIn(entry, 'account', where)),
    ...maybe('threadId', textIn(entry, 'thread', where)),
    ...maybe('instance', textIn(entry, 'instance', where)),
  }),
};

function checkSecret(secret: string, where: string): void {
  if (isWebhookSecret(secret)) return;
  throw invalid(
    `${where} begins with "whsec_", but what follows is no base64.`,
    'Copy it again, to its end.',
  );
}

/** Where a webhook may lead is the notifier's business; here it must only be an address. */
function checkUrl(url: string, where: string): string {
  if (!URL.canParse(url) || !/^https?:\/\//i.test(url))
    throw invalid(`${where} is not an http or https URL.`, 'It looks like https://example.com/hook');
  const { username, password } = new URL(url);
  if (username || password)
    throw invalid(
      `${where} holds a user name or password.`,
      'Remove them; every notice is signed with "secret".',
    );
  return url;
}

function checkCommand(command: unknown, where: string): [string, ...string[]] {
  const isText = (one: unknown): one is string => typeof one === 'string' && !one.includes('\u0000');
  if (!Array.isArray(command) || !command.every(isText) || !command[0])
    throw invalid(
      `${where} is not a list of texts.`,
      'The program comes first, then its arguments: ["notify-send", "A task has ended"]',
    );
  const [program, ...args] = command;
  // Where clawbridge is started differs from client to client, so a path from there leads nowhere in particular.
  if (/[/\\]/.test(program) && !isAbsolute(program))
    throw invalid(
      `${where} begins with ${program}.`,
      'Write the whole path, or only a name that is found in PATH.',
    );
  return [program, ...args];
}

function required(entry: Entry, key: string, where: string): string {
  const value = textIn(entry, key, where)?.trim();
  if (value) return value;
  throw invalid(`"${key}" in ${where} is missing.`);
}

function maybe<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, string>);
}
