import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { AddressRange } from '../auth/client-address.ts';
import type { AllowList } from '../domain/allow-list.ts';
import type { Credentials, Instance } from '../domain/instance.ts';
import type { Arguments } from './arguments.ts';
import { readAuth, type Auth } from './auth.ts';
import { unknownKey } from './entry.ts';
import { readEnvFile, strangersIn, withEnvFile, type EnvFile } from './env-file.ts';
import { checkDatabaseUrl, databaseSecrets } from './database-url.ts';
import { readInstances, singleInstance } from './instances.ts';
import { notifySecrets, readNotify, type Notify } from './notify.ts';
import { asText, invalid, type Option } from './option.ts';
import { options, type OptionName, type Values } from './options.ts';
import { isSet } from './said-here.ts';
import { fileFlag } from './secret-flags.ts';
import { tracingSecrets, wantsTraces } from './tracing.ts';
import { readSecretFile } from './secret-file.ts';
import { readTrustProxy } from './trust-proxy.ts';
import { readVoice, type VoiceSettings } from './voice.ts';
import type { EndpointSettings, readXiaozhi } from './xiaozhi.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything the program was told. */
export interface Config {
  /** Folder of config.json5, state.db and the device key. */
  readonly home: string;
  /** `postgres://…`; without it the store is a file in `home`. */
  readonly databaseUrl: string | undefined;
  /** Finished tasks, events, who did what, and what was said in a browser. */
  readonly keep: {
    readonly tasks: number;
    readonly days: number;
    readonly events: number;
    readonly eventDays: number;
    readonly auditDays: number;
    readonly threadDays: number;
    readonly uploadDays: number;
  };
  /** Undefined when nothing was set: the local OpenClaw is then looked for. */
  readonly instances: readonly Instance[] | undefined;
  /** What an instance gets that says nothing else. */
  readonly instanceDefaults: Pick<
    Values,
    'model' | 'outlet' | 'mode' | 'timeoutMs' | 'maxConcurrent' | 'maxTokens'
  >;
  /** What may be touched through this bridge. */
  readonly allow: AllowList;
  /** Undefined when nobody chose: each door then offers what it is for. */
  readonly tools: Values['tools'];
  readonly claudeChannelMode: Values['claudeChannelMode'];
  readonly notify: Notify;
  /** The endpoints `serve` dials. */
  readonly xiaozhi: readonly EndpointSettings[];
  readonly voice: VoiceSettings;
  /** How long an endpoint may say nothing. */
  readonly xiaozhiSilenceMs: number;
  readonly http: HttpSettings;
  /** `serve` has a page for browsers, and doors for them and for the channel plugin. */
  readonly chat: boolean;
  readonly metrics: { readonly isOn: boolean; readonly token: string | undefined };
  /** Traces are sent to an OpenTelemetry collector, as its own variables say. */
  readonly tracing: boolean;
  /** How clients show who they are, where `http.auth` asks them to. */
  readonly auth: Auth;
  readonly logLevel: Values['logLevel'];
  readonly logFormat: Values['logFormat'];
  readonly logFile: Values['logFile'];
  readonly pidFile: Values['pidFile'];
  readonly transport: Values['transport'];
  readonly allowPlaintext: boolean;
  /** Every secret we know, for taking them out of what is written. */
  readonly secrets: readonly string[];
  /** For finding the local OpenClaw and for the secrets its config refers to. */
  readonly environment: Environment;
  /** The file in `home` some of that came from. */
  readonly envFile: string | undefined;
  /** Variables in it that look like settings and are none. */
  readonly envStrangers: readonly string[];
}

/** How `serve` listens, and to whom. */
export interface HttpSettings extends Pick<
  Values,
  | 'host'
  | 'port'
  | 'allowedHosts'
  | 'corsOrigins'
  | 'auth'
  | 'rateLimit'
  | 'addressRateLimit'
  | 'maxConnections'
  | 'sessionIdleMs'
> {
  readonly trustProxy: readonly AddressRange[];
}

/** The flags of a command line. */
type Given = Pick<Arguments, 'flags' | 'typed'>;

/** The environment with its file, and what errors call a variable. */
interface Surroundings {
  readonly env: Environment;
  nameOf(variable: string): string;
}

/** What stands in config.json5. */
interface Filed {
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Reads flags, environment, the `env` file and `config.json5`, in this order of precedence.
 * Errors: `config_invalid`, naming the place and what would be right.
 */
export async function readConfig(given: Given, real: Environment): Promise<Config> {
  const home =
    flagText(given, options.home) || real['CLAWBRIDGE_HOME']?.trim() || join(homedir(), '.clawbridge');
  const file = await readFile(join(home, 'config.json5'));
  const envFile = readEnvFile(home);
  const env = withEnvFile(real, envFile);
  const around = { env, nameOf: nameIn(real, envFile) };
  const values = readValues(given, around, file);
  const placeOf = (name: OptionName) => placeOfValue(name, given, around, file.path);
  const instances = instancesOf(values, placeOf, file);
  const notify = readNotify({ ...values, notify: values.notify ?? file.values['notify'] ?? [] }, placeOf);
  const voice = readVoice(values, placeOf);
  const endpoints = { ...values, xiaozhi: values.xiaozhi ?? file.values['xiaozhi'] };
  const notifiers = notify.notifiers.map(({ name }) => name);
  const xiaozhi = await endpointsOf(endpoints, placeOf, { voice, instances, notifiers });
  const { model, outlet, mode, timeoutMs, maxConcurrent, maxTokens } = values;
  const { host, port, allowedHosts, corsOrigins, auth } = values;
  const { rateLimit, addressRateLimit, maxConnections, sessionIdleMs } = values;
  return {
    home,
    databaseUrl: checkDatabaseUrl(values.databaseUrl, placeOf('databaseUrl')),
    keep: {
      tasks: values.keepTasks,
      days: values.keepDays,
      events: values.keepEvents,
      eventDays: values.keepEventDays,
      auditDays: values.keepAuditDays,
      threadDays: values.keepThreadDays,
      uploadDays: values.keepUploadDays,
    },
    instances,
    instanceDefaults: { model, outlet, mode, timeoutMs, maxConcurrent, maxTokens },
    allow: {
      instances: [],
      channels: values.allowChannels,
      agents: values.allowAgents,
      sessionPrefixes: values.allowSessions,
    },
    tools: values.tools,
    claudeChannelMode: values.claudeChannelMode,
    notify,
    xiaozhi: xiaozhi.endpoints,
    voice,
    xiaozhiSilenceMs: values.xiaozhiSilenceMs,
    auth: readAuth(values, placeOf),
    http: {
      host,
      port,
      allowedHosts,
      corsOrigins,
      auth,
      rateLimit,
      addressRateLimit,
      maxConnections,
      sessionIdleMs,
      trustProxy: readTrustProxy(values.trustProxy, placeOf('trustProxy')),
    },
    chat: values.chat,
    metrics: { isOn: values.metrics === 'on', token: values.metricsToken },
    tracing: wantsTraces(env),
    logLevel: values.debug || env['DEBUG'] === 'true' ? 'debug' : values.logLevel,
    logFormat: values.logFormat,
    logFile: values.logFile,
    pidFile: values.pidFile,
    transport: values.transport,
    allowPlaintext: env['OPENCLAW_ALLOW_INSECURE_PRIVATE_WS'] === '1',
    secrets: [...secretsOf(values, instances ?? [], notify), ...xiaozhi.secrets, ...tracingSecrets(env)],
    environment: env,
    envFile: envFile.path,
    envStrangers: strangersIn(envFile),
  };
}

/** A variable of the file is called by its place: whoever looks into the real environment would not find it. */
function nameIn(real: Environment, { path, variables }: EnvFile): Surroundings['nameOf'] {
  return (variable) =>
    variables[variable] === undefined || isSet(real[variable]) ? variable : `${variable} in ${path}`;
}

function readValues(given: Given, around: Surroundings, file: Filed): Values {
  const entries = Object.entries<Option<unknown>>(options).map(([name, option]) => [
    name,
    valueOf(option, given, around, file, name),
  ]);
  return Object.fromEntries(entries) as Values;
}

function valueOf(
  option: Option<unknown>,
  given: Given,
  around: Surroundings,
  { path, values }: Filed,
  name: string,
): unknown {
  const { env, nameOf } = around;
  const filed = values[name];
  const flagged = flagText(given, option);
  if (flagged !== undefined) {
    const [value, inFile] = [typedName(given, option.flag), typedName(given, fileFlag(option))];
    if (given.flags.has(fileFlag(option))) throw invalid(`Both ${value} and ${inFile} are given; keep one.`);
    return option.read(flagged, value);
  }
  const secret = option.isSecret ? secretFromFile(option, given, around) : undefined;
  if (secret !== undefined) return secret;
  const variable = option.env.find((one) => isSet(env[one]));
  if (variable !== undefined) return option.read(env[variable] ?? '', nameOf(variable));
  if (filed !== undefined && !LISTS.includes(name)) return readFiled(option, filed, `"${name}" in ${path}`);
  return option.initial;
}

/** Lists of objects, which config.json5 need not write as text. */
const LISTS: readonly string[] = ['instances', 'notify', 'xiaozhi'] satisfies OptionName[];

function readFiled(option: Option<unknown>, filed: unknown, where: string): unknown {
  if (typeof filed === 'object' && !Array.isArray(filed))
    throw invalid(`${where} must be a text, a number, true or false.`);
  return option.read(asText(filed), where);
}

/** Where a setting came from, as errors name it. */
function placeOfValue(name: OptionName, given: Given, { env, nameOf }: Surroundings, path: string): string {
  const option: Option<unknown> = options[name];
  const flags = option.isSecret ? [option.flag, fileFlag(option)] : [option.flag];
  const flag = flags.find((one) => given.flags.has(one));
  if (flag !== undefined) return typedName(given, flag);
  const files = option.isSecret ? option.env.map((one) => `${one}_FILE`) : [];
  const variable = [...option.env, ...files].find((one) => isSet(env[one]));
  return variable === undefined ? `"${name}" in ${path}` : nameOf(variable);
}

function secretFromFile(
  option: Option<unknown>,
  given: Given,
  { env, nameOf }: Surroundings,
): string | undefined {
  const flag = fileFlag(option);
  const flagged = given.flags.get(flag);
  if (typeof flagged === 'string') return readSecretFile(flagged, typedName(given, flag));
  const variable = option.env.map((one) => `${one}_FILE`).find((one) => isSet(env[one]));
  if (variable === undefined) return undefined;
  const plain = option.env.find((one) => isSet(env[one]));
  if (plain !== undefined) throw invalid(`Both ${nameOf(plain)} and ${nameOf(variable)} are set; keep one.`);
  return readSecretFile(env[variable] ?? '', nameOf(variable));
}

function flagText({ flags }: Given, option: Option<unknown>): string | undefined {
  const text = flags.get(option.flag);
  return text === true ? 'true' : text;
}

/** The flag as the user wrote it. */
function typedName({ typed }: Given, flag: string): string {
  return typed.get(flag) ?? `--${flag}`;
}

function instancesOf(
  values: Values,
  placeOf: (name: OptionName) => string,
  { path, values: { instances: filed } }: Filed,
): readonly Instance[] | undefined {
  if (values.instances !== undefined) return readInstances(values.instances, placeOf('instances'), values);
  if (values.url !== undefined && filed !== undefined && placeOf('url').endsWith(path))
    throw invalid(`Both "url" and "instances" are in ${path}; keep one.`);
  if (values.url !== undefined)
    return [singleInstance(values.url, credentialsOf(values), placeOf('url'), values)];
  if (filed !== undefined) return readInstances(filed, `"instances" in ${path}`, values);
  if (values.token !== undefined || values.password !== undefined) {
    return [singleInstance('http://127.0.0.1:18789', credentialsOf(values), 'OPENCLAW_URL', values)];
  }
  return undefined;
}

interface Endpoints {
  readonly endpoints: readonly EndpointSettings[];
  readonly secrets: readonly string[];
}

/** What it takes to read them is loaded by those who have one. */
async function endpointsOf(...[given, placeOf, around]: Parameters<typeof readXiaozhi>): Promise<Endpoints> {
  const isAsked = [given.xiaozhi, given.xiaozhiUrl, given.xiaozhiToken].some((one) => one !== undefined);
  if (!isAsked) return { endpoints: [], secrets: [] };
  const { readXiaozhi, xiaozhiSecrets } = await import('./xiaozhi.ts');
  const endpoints = readXiaozhi(given, placeOf, around);
  return { endpoints, secrets: xiaozhiSecrets(endpoints) };
}

function credentialsOf({ token, password }: Values): Credentials {
  return { ...(token === undefined ? {} : { token }), ...(password === undefined ? {} : { password }) };
}

function secretsOf(values: Values, instances: readonly Instance[], notify: Notify): string[] {
  const ofInstances = instances.flatMap(({ credentials }) => [credentials.token, credentials.password]);
  return [
    values.token,
    values.password,
    values.metricsToken,
    values.clientSecret,
    values.xiaozhiToken,
    ...ofInstances,
    ...notifySecrets(notify),
    ...databaseSecrets(values.databaseUrl),
  ].filter((one) => one !== undefined);
}

async function readFile(path: string): Promise<Filed> {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return { path, values: {} };
    throw invalid(`${path} cannot be read.`, 'Make it readable for this user.');
  }
  const { default: json5 } = await import('json5');
  let parsed: unknown;
  try {
    parsed = json5.parse(content);
  } catch (thrown) {
    throw invalid(`${path} is not valid ${thrown instanceof Error ? thrown.message : 'JSON5'}.`);
  }
  return { path, values: checkKeys(parsed, path) };
}

function checkKeys(parsed: unknown, path: string): Filed['values'] {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw invalid(`${path} must hold one object.`);
  const known = Object.keys(options).filter((name) => name !== 'home') as OptionName[];
  const stranger = Object.keys(parsed).find((key) => !known.includes(key as OptionName));
  if (stranger === undefined) return parsed as Filed['values'];
  throw unknownKey(stranger, known, path);
}
