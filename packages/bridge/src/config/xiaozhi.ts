import { isEndpointName, type Endpoint, type EndpointKind } from '../domain/endpoint.ts';
import { toFailure } from '../domain/failure.ts';
import type { Instance } from '../domain/instance.ts';
import { MAX_NOTIFY_TARGETS, parseTarget, type NotifyTarget } from '../domain/notice.ts';
import { isPrincipalId, OWNER } from '../domain/principal.ts';
import type { Language } from '../domain/voice.ts';
import { readToken, secretsIn } from '../mcp/xiaozhi/token.ts';
import type { ToolSetName } from '../mcp/tools/tool-set-names.ts';
import { addressed, cloudUrl } from './endpoint-url.ts';
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
import { choice, invalid } from './option.ts';
import { LONGEST_CALL_MS, options, type Values } from './options.ts';
import { ASSISTANTS, checkAssistant, type VoiceSettings } from './voice.ts';

/** One endpoint, who speaks through it, and how he is answered. */
export interface EndpointSettings {
  readonly endpoint: Endpoint;
  /** The setting its address comes from, for a person who has to change it. */
  readonly setIn: string;
  /** The file it stands in, where a list names one. */
  readonly addressFile?: string;
  /** Id of the principal whose tasks these are. */
  readonly principal: string;
  /** Where its questions go; the default instance without it. */
  readonly instance?: string;
  readonly language: Language;
  readonly assistant: string;
  /** Milliseconds. */
  readonly waitMs: number;
  readonly maxChars: number;
  readonly maxBytes: number;
  readonly tools: readonly ToolSetName[];
  readonly notify: readonly NotifyTarget[];
}

export interface Given extends Pick<Values, 'xiaozhiUrl' | 'xiaozhiToken'> {
  /** The list, as JSON or as it stands in config.json5. */
  readonly xiaozhi: unknown;
}

/** What an endpoint refers to, or gets when it says nothing else. */
export interface Around {
  readonly voice: VoiceSettings;
  /** Undefined when the local OpenClaw is looked for. */
  readonly instances: readonly Instance[] | undefined;
  /** Names of those who can be told something. */
  readonly notifiers: readonly string[];
}

type PlaceOf = (name: keyof Given) => string;

const KEYS = [
  'name',
  'url',
  'urlFile',
  'token',
  'tokenFile',
  'kind',
  'principal',
  'instance',
  'language',
  'assistant',
  'waitMs',
  'maxChars',
  'maxBytes',
  'tools',
  'notify',
];

const EXAMPLE = '[{"name":"living-room","url":"wss://api.xiaozhi.me/mcp/?token=…"}]';

const NAME_RULE = '1 to 64 characters of any language on one line, with no space at either end';

/** What the only endpoint is called. */
const ONLY_NAME = 'xiaozhi';

/** The name of a discovered instance. */
const LOCAL_INSTANCE = 'default';

const kindOption = choice({
  flag: 'kind',
  choices: ['cloud', 'selfhosted'] as const,
  initial: undefined,
  help: '',
});

/** Errors: `config_invalid`, naming the place, never an address or a token. */
export function readXiaozhi(given: Given, placeOf: PlaceOf, around: Around): readonly EndpointSettings[] {
  const only = readOnly(given, placeOf, around);
  const listed = readListed(given.xiaozhi ?? [], placeOf('xiaozhi'), around);
  const all = [...(only === undefined ? [] : [only]), ...listed];
  refuseDuplicates(
    all.map(({ endpoint }) => endpoint.name),
    'endpoints',
    'The configuration',
  );
  refuseSameUrl(all);
  return all;
}

/** The addresses, the tokens in them, and the webhooks. */
export function xiaozhiSecrets(all: readonly EndpointSettings[]): readonly string[] {
  return all.flatMap(({ endpoint: { url }, notify }) => [
    ...secretsIn(url),
    ...notify.filter((target) => parseTarget(target).kind === 'webhook'),
  ]);
}

function readOnly(
  { xiaozhiUrl, xiaozhiToken }: Given,
  placeOf: PlaceOf,
  around: Around,
): EndpointSettings | undefined {
  const token = isForeign(xiaozhiToken, placeOf('xiaozhiToken')) ? undefined : xiaozhiToken;
  if (xiaozhiUrl !== undefined && token !== undefined)
    throw invalid(`Both ${placeOf('xiaozhiUrl')} and ${placeOf('xiaozhiToken')} are set; keep one.`);
  const where = placeOf(xiaozhiUrl === undefined ? 'xiaozhiToken' : 'xiaozhiUrl');
  const url = xiaozhiUrl ?? (token === undefined ? undefined : cloudUrl(token, where));
  if (url === undefined) return undefined;
  return settingsOf({ name: ONLY_NAME, ...addressed(url, undefined, where) }, {}, where, around);
}

/**
 * The tutorial's name for the token of an endpoint. Others call the token of a gateway like that, which must not be shown to
 * anybody else: it counts only when it is one of an endpoint.
 */
function isForeign(token: string | undefined, where: string): boolean {
  if (token === undefined || !where.startsWith('OPENCLAW_TOKEN')) return false;
  return readToken(`?token=${token}`) === undefined;
}

function readListed(raw: unknown, where: string, around: Around): readonly EndpointSettings[] {
  const entries = parseList(raw, where, EXAMPLE);
  if (!Array.isArray(entries)) throw invalid(`${where} must be a JSON array.`, `It looks like ${EXAMPLE}`);
  return entries.map((entry, i) => readEntry(entry, `entry ${i + 1} of ${where}`, around));
}

function readEntry(raw: unknown, where: string, around: Around): EndpointSettings {
  const entry = asEntry(raw, KEYS, where);
  const name = nameIn(entry, isEndpointName, where, NAME_RULE);
  const kind = valueIn(entry, 'kind', where, kindOption.read);
  const endpoint = { name, ...addressOf(entry, kind, where) };
  return settingsOf(endpoint, entry, where, around);
}

function addressOf(entry: Entry, kind: EndpointKind | undefined, where: string) {
  const url = secretIn(entry, 'url', where)?.trim();
  const token = secretIn(entry, 'token', where)?.trim();
  if (url !== undefined && token !== undefined)
    throw invalid(`${where} has both a url and a token; keep one.`);
  if (url !== undefined) return addressed(url, kind, `"url" in ${where}`);
  if (token === undefined) throw invalid(`"url" in ${where} is missing.`, `It looks like ${EXAMPLE}`);
  if (kind === 'selfhosted')
    throw invalid(`${where} has only a token, and a server of one’s own has an address.`, 'Give its "url".');
  return addressed(cloudUrl(token, `"token" in ${where}`), kind, `"token" in ${where}`);
}

function settingsOf(
  endpoint: Endpoint,
  entry: Entry,
  where: string,
  { voice, instances, notifiers }: Around,
): EndpointSettings {
  const language = valueIn(entry, 'language', where, options.voiceLanguage.read) ?? voice.language ?? 'zh';
  const assistant = textIn(entry, 'assistant', where)?.trim();
  const instance = textIn(entry, 'instance', where);
  const addressFile = textIn(entry, 'urlFile', where) ?? textIn(entry, 'tokenFile', where);
  return {
    endpoint,
    setIn: where,
    ...(addressFile === undefined ? {} : { addressFile }),
    principal: principalIn(entry, where),
    ...(instance === undefined ? {} : { instance: checkInstance(instance, instances, where) }),
    language,
    assistant:
      assistant === undefined
        ? (voice.assistant ?? ASSISTANTS[language])
        : checkAssistant(assistant, `"assistant" in ${where}`),
    waitMs: checkWait(
      valueIn(entry, 'waitMs', where, options.voiceWaitMs.read) ?? voice.waitMs,
      endpoint,
      where,
    ),
    maxChars: valueIn(entry, 'maxChars', where, options.speechChars.read) ?? voice.maxChars,
    maxBytes: valueIn(entry, 'maxBytes', where, options.speechBytes.read) ?? voice.maxBytes,
    tools: valueIn(entry, 'tools', where, options.tools.read) ?? ['voice'],
    notify: targetsIn(entry, notifiers, where),
  };
}

function principalIn(entry: Entry, where: string): string {
  const principal = textIn(entry, 'principal', where) ?? OWNER.id;
  if (isPrincipalId(principal)) return principal;
  throw invalid(
    `"principal" in ${where} must be at most 255 characters, none of them a space.`,
    'Leave it out for yourself.',
  );
}

function checkInstance(name: string, instances: readonly Instance[] | undefined, where: string): string {
  const known = instances?.map((one) => one.name) ?? [LOCAL_INSTANCE];
  if (known.includes(name)) return name;
  throw invalid(`"instance" in ${where} is "${name}"; there is: ${known.join(', ')}.`);
}

/** The device's side gives a call up after some time, and the answer would be lost on the way. */
function checkWait(waitMs: number, { kind }: Endpoint, where: string): number {
  const longest = LONGEST_CALL_MS[kind];
  if (waitMs <= longest) return waitMs;
  throw invalid(
    `${where} would wait ${waitMs} ms for an answer; a server of one’s own gives a call up before that.`,
    `Set its "waitMs", or --voice-wait, to at most ${longest}.`,
  );
}

function targetsIn(entry: Entry, notifiers: readonly string[], where: string): readonly NotifyTarget[] {
  const raw = entry['notify'] ?? [];
  const targets: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  if (targets.length > MAX_NOTIFY_TARGETS)
    throw invalid(`"notify" in ${where} names more than ${MAX_NOTIFY_TARGETS}.`);
  return targets.map((target, i) =>
    checkTarget(target, notifiers, `target ${i + 1} of "notify" in ${where}`),
  );
}

function checkTarget(target: unknown, notifiers: readonly string[], where: string): NotifyTarget {
  if (typeof target !== 'string') throw invalid(`${where} is not a text.`);
  const parsed = parsedTarget(target, where);
  if (parsed.kind !== 'named' || notifiers.includes(parsed.name)) return target.trim();
  throw invalid(
    `${where} is "${parsed.name}", and no notifier is called that.`,
    notifiers.length === 0 ? 'Configure it under "notify".' : `There is: ${notifiers.join(', ')}.`,
  );
}

/** The message of the failure shows the target, in which there may be a key. */
function parsedTarget(target: string, where: string) {
  try {
    return parseTarget(target);
  } catch (thrown) {
    throw invalid(`${where} is nobody that can be notified.`, toFailure(thrown).hint);
  }
}

/** Two connections to one endpoint would throw each other out for ever. */
function refuseSameUrl(all: readonly EndpointSettings[]): void {
  for (const [i, { endpoint }] of all.entries()) {
    const before = all.slice(0, i).find((one) => one.endpoint.id === endpoint.id);
    if (before)
      throw invalid(`The endpoints "${before.endpoint.name}" and "${endpoint.name}" are the same; keep one.`);
  }
}
