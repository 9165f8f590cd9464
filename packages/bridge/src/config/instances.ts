import { DEFAULT_MODE, isInstanceName, type Credentials, type Instance } from '../domain/instance.ts';
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

type Defaults = Pick<Values, 'model' | 'outlet' | 'timeoutMs' | 'maxConcurrent' | 'maxTokens'>;

const KEYS = [
  'name',
  'url',
  'token',
  'tokenFile',
  'password',
  'passwordFile',
  'default',
  'timeout',
  'model',
  'agentId',
  'outlet',
  'maxConcurrent',
  'maxTokens',
];

const EXAMPLE = '[{"name":"home","url":"http://127.0.0.1:18789","token":"…"}]';

/** The gateways of `OPENCLAW_INSTANCES` or of `instances` in config.json5. Errors: `config_invalid`, naming the entry. */
export function readInstances(raw: unknown, where: string, defaults: Defaults): readonly Instance[] {
  const entries = parseList(raw, where, EXAMPLE);
  if (!Array.isArray(entries) || entries.length === 0) {
    throw invalid(`${where} must be a JSON array with at least one {"name", "url"}.`);
  }
  const instances = entries.map((entry, i) => readInstance(entry, `entry ${i + 1} of ${where}`, defaults));
  refuseDuplicates(
    instances.map(({ name }) => name),
    'instances',
    where,
  );
  return withOneDefault(instances, where);
}

/** The one gateway of `--openclaw-url`. */
export function singleInstance(
  url: string,
  credentials: Credentials,
  where: string,
  defaults: Defaults,
): Instance {
  return { name: 'default', url: checkUrl(url, where), isDefault: true, credentials, ...limits(defaults) };
}

function readInstance(raw: unknown, where: string, defaults: Defaults): Instance {
  const entry = asEntry(raw, KEYS, where);
  const name = nameIn(entry, isInstanceName, where);
  const url = textIn(entry, 'url', where);
  if (url === undefined) throw invalid(`"url" in ${where} is missing.`);
  const agent = textIn(entry, 'agentId', where);
  return {
    name,
    url: checkUrl(url, `"url" in ${where}`),
    isDefault: valueIn(entry, 'default', where, options.auth.read) ?? false,
    credentials: credentialsOf(entry, where),
    ...limits({
      model: agent === undefined ? (textIn(entry, 'model', where) ?? defaults.model) : `openclaw/${agent}`,
      outlet: valueIn(entry, 'outlet', where, options.outlet.read) ?? defaults.outlet,
      timeoutMs: valueIn(entry, 'timeout', where, options.timeoutMs.read) ?? defaults.timeoutMs,
      maxConcurrent:
        valueIn(entry, 'maxConcurrent', where, options.maxConcurrent.read) ?? defaults.maxConcurrent,
      maxTokens: valueIn(entry, 'maxTokens', where, options.maxTokens.read) ?? defaults.maxTokens,
    }),
  };
}

function limits({ model, outlet, timeoutMs, maxConcurrent, maxTokens }: Defaults) {
  const mode = DEFAULT_MODE;
  return { model, outlet, mode, timeoutMs, maxConcurrent, ...(maxTokens === undefined ? {} : { maxTokens }) };
}

function credentialsOf(entry: Entry, where: string): Credentials {
  const token = secretIn(entry, 'token', where);
  const password = secretIn(entry, 'password', where);
  return { ...(token === undefined ? {} : { token }), ...(password === undefined ? {} : { password }) };
}

const PROTOCOLS = ['http:', 'https:', 'ws:', 'wss:'];

/** Credentials in a URL would show up in logs and lists, so they are refused rather than hidden. */
function checkUrl(raw: string, where: string): string {
  let url: URL;
  try {
    url = new URL(raw);
  } catch {
    throw invalid(`${where} is not a URL.`, 'It looks like http://127.0.0.1:18789');
  }
  if (!PROTOCOLS.includes(url.protocol))
    throw invalid(`${where} begins with ${url.protocol}; use http, https, ws or wss.`);
  if (url.username || url.password) {
    throw invalid(
      `${where} holds a user name or password.`,
      'Use OPENCLAW_GATEWAY_TOKEN or OPENCLAW_GATEWAY_PASSWORD.',
    );
  }
  if (url.search || url.hash)
    throw invalid(`${where} holds a query or fragment.`, 'Remove everything from "?" or "#" on.');
  return url.href.replace(/\/$/, '');
}

function withOneDefault(instances: readonly Instance[], where: string): readonly Instance[] {
  const marked = instances.filter(({ isDefault }) => isDefault);
  if (marked.length > 1) throw invalid(`${where} marks ${marked.length} instances as default; mark one.`);
  return marked.length === 1 ? instances : instances.map((one, i) => ({ ...one, isDefault: i === 0 }));
}
