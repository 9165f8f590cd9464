import { isInstanceName, type Credentials, type Instance } from '../domain/instance.ts';
import { nearest } from '../domain/nearest.ts';
import { asText, invalid } from './option.ts';
import { options, type Values } from './options.ts';
import { readSecretFile } from './secret-file.ts';

type Entry = Readonly<Record<string, unknown>>;
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

/** The gateways of `OPENCLAW_INSTANCES` or of `instances` in config.json5. Errors: `config_invalid`, naming the entry. */
export function readInstances(raw: unknown, where: string, defaults: Defaults): readonly Instance[] {
  const entries = typeof raw === 'string' ? parse(raw, where) : raw;
  if (!Array.isArray(entries) || entries.length === 0) {
    throw invalid(`${where} must be a JSON array with at least one {"name", "url"}.`);
  }
  const instances = entries.map((entry, i) => readInstance(entry, `entry ${i + 1} of ${where}`, defaults));
  refuseDuplicates(instances, where);
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
  if (typeof raw !== 'object' || raw === null) throw invalid(`${where} is not an object.`);
  const entry = raw as Entry;
  const stranger = Object.keys(entry).find((key) => !KEYS.includes(key));
  if (stranger !== undefined) {
    const meant = nearest(stranger, KEYS);
    throw invalid(
      `${where} has an unknown key "${stranger}".${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
    );
  }
  const name = text(entry, 'name', where);
  if (name === undefined || !isInstanceName(name)) {
    throw invalid(
      `"name" in ${where} must be 1 to 64 letters, digits, "-" or "_", beginning with a letter or digit.`,
    );
  }
  const url = text(entry, 'url', where);
  if (url === undefined) throw invalid(`"url" in ${where} is missing.`);
  const agent = text(entry, 'agentId', where);
  return {
    name,
    url: checkUrl(url, `"url" in ${where}`),
    isDefault: read(entry, 'default', where, options.auth.read) ?? false,
    credentials: credentialsOf(entry, where),
    ...limits({
      model: agent === undefined ? (text(entry, 'model', where) ?? defaults.model) : `openclaw/${agent}`,
      outlet: read(entry, 'outlet', where, options.outlet.read) ?? defaults.outlet,
      timeoutMs: read(entry, 'timeout', where, options.timeoutMs.read) ?? defaults.timeoutMs,
      maxConcurrent:
        read(entry, 'maxConcurrent', where, options.maxConcurrent.read) ?? defaults.maxConcurrent,
      maxTokens: read(entry, 'maxTokens', where, options.maxTokens.read) ?? defaults.maxTokens,
    }),
  };
}

function limits({ model, outlet, timeoutMs, maxConcurrent, maxTokens }: Defaults) {
  return { model, outlet, timeoutMs, maxConcurrent, ...(maxTokens === undefined ? {} : { maxTokens }) };
}

function credentialsOf(entry: Entry, where: string): Credentials {
  const token = secretOf(entry, 'token', where);
  const password = secretOf(entry, 'password', where);
  return { ...(token === undefined ? {} : { token }), ...(password === undefined ? {} : { password }) };
}

function secretOf(entry: Entry, key: 'token' | 'password', where: string): string | undefined {
  const file = text(entry, `${key}File`, where);
  const value = text(entry, key, where);
  if (file !== undefined && value !== undefined)
    throw invalid(`${where} has both ${key} and ${key}File; keep one.`);
  return file === undefined ? value : readSecretFile(file, `"${key}File" in ${where}`);
}

function text(entry: Entry, key: string, where: string): string | undefined {
  const value = entry[key];
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw invalid(`"${key}" in ${where} is not a text.`);
  return value;
}

function read<T>(
  entry: Entry,
  key: string,
  where: string,
  parseText: (raw: string, where: string) => T,
): T | undefined {
  return entry[key] === undefined ? undefined : parseText(asText(entry[key]), `"${key}" in ${where}`);
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

function parse(raw: string, where: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    throw invalid(
      `${where} is not valid JSON.`,
      'It looks like [{"name":"home","url":"http://127.0.0.1:18789","token":"…"}]',
    );
  }
}

function refuseDuplicates(instances: readonly Instance[], where: string): void {
  const names = instances.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw invalid(`${where} has two instances named "${twice}".`);
}

function withOneDefault(instances: readonly Instance[], where: string): readonly Instance[] {
  const marked = instances.filter(({ isDefault }) => isDefault);
  if (marked.length > 1) throw invalid(`${where} marks ${marked.length} instances as default; mark one.`);
  return marked.length === 1 ? instances : instances.map((one, i) => ({ ...one, isDefault: i === 0 }));
}
