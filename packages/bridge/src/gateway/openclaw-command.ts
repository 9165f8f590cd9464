import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { posix, win32 } from 'node:path';
import { accountPath, CHANNEL, type ConfigChange, type HostConfig } from '../domain/channel-plan.ts';
import { Failure } from '../domain/failure.ts';
import type { ChannelHost, ChannelHostStatus, ChannelStep } from '../domain/port/channel-host.ts';
import { array, object, text, type Json } from './json.ts';
import { configFile, readConfig, type Environment } from './local-config.ts';

/** It loads half of itself for every command, on slow machines for minutes. */
const LIMIT_MS = 300_000;

export interface OpenClawPlace {
  readonly environment: Environment;
  readonly platform: NodeJS.Platform;
  /** Whose settings are looked at: an account of the channel. */
  readonly account: string;
}

/** OpenClaw of this machine, by its own command line: it knows best how its configuration is changed. */
export function createOpenClawCommand(place: OpenClawPlace): ChannelHost {
  const { environment } = place;
  const run = async (step: ChannelStep) => await runOpenClaw(place, argumentsOf(step));
  return {
    describe: (step) => ['openclaw', ...argumentsOf(step)].map(quoted).join(' '),
    readConfig: () => hostConfig(readConfig(configFile(environment), environment) ?? {}, place.account),
    installPlugin: async (archive) => void (await run({ kind: 'install', archive })),
    uninstallPlugin: async () => await unlessGone(run({ kind: 'uninstall' })),
    change: async (changes) =>
      await inPrivateFile(changes, async (file) => void (await run({ kind: 'change', file }))),
    unset: async (path) => await unlessGone(run({ kind: 'unset', path })),
    status: async () => statusIn(await runOpenClaw(place, ['channels', 'status', '--json'])),
  };
}

function argumentsOf(step: ChannelStep): readonly string[] {
  switch (step.kind) {
    case 'install':
      return ['plugins', 'install', step.archive, '--force', '--accept-capabilities'];
    case 'uninstall':
      return ['plugins', 'uninstall', CHANNEL, '--force'];
    case 'unset':
      return ['config', 'unset', step.path];
    case 'change':
      return ['config', 'set', '--batch-file', step.file];
  }
}

/** How OpenClaw says that there is nothing to take out. */
const GONE = /Config path not found|Plugin not found: clawbridge|"clawbridge" is not associated/;

async function unlessGone(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (thrown) {
    if (!(thrown instanceof Failure && GONE.test(thrown.message))) throw thrown;
  }
}

function hostConfig(config: Json, account: string): HostConfig {
  const plugins = object(config['plugins']);
  const exec = object(object(config['tools'])['exec']);
  const own = accountPath(account)
    .split('.')
    .reduce((value, name) => object(value[name]), config);
  const policy = text(own['dmPolicy']);
  return {
    isRemote: object(config['gateway'])['mode'] === 'remote',
    allowsPlugins: plugins['enabled'] !== false,
    ...(Array.isArray(plugins['allow']) ? { pluginAllowList: strings(plugins['allow']) } : {}),
    allowFrom: strings(own['allowFrom']),
    ...(policy === undefined ? {} : { policy }),
    hasExecPolicy: ['mode', 'security', 'ask'].some((key) => exec[key] !== undefined),
    hasApprovals: object(config['approvals'])['exec'] !== undefined,
    hasCommandOwner: strings(object(config['commands'])['ownerAllowFrom']).length > 0,
  };
}

function strings(value: unknown): readonly string[] {
  return array(value).filter((one) => typeof one === 'string');
}

/** Nobody else can read it, and it is gone afterwards. */
async function inPrivateFile(
  changes: readonly ConfigChange[],
  use: (file: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(posix.join(tmpdir(), 'clawbridge-channel-'));
  try {
    const file = posix.join(folder, 'changes.json');
    const batch = changes.map(({ path, value }) => ({ path, value }));
    writeFileSync(file, JSON.stringify(batch), { mode: 0o600 });
    await use(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function statusIn(printed: string): ChannelHostStatus {
  const said = object(jsonIn(printed));
  const running = array(object(said['channelAccounts'])[CHANNEL]);
  const accounts = running.map(object).map((one) => {
    const url = text(one['baseUrl']);
    const lastError = text(one['lastError']);
    return {
      account: text(one['accountId']) ?? 'default',
      isRunning: one['running'] === true,
      isConnected: one['connected'] === true,
      ...(url === undefined ? {} : { url }),
      ...(lastError === undefined ? {} : { lastError }),
    };
  });
  return {
    isInstalled: accounts.length > 0 || strings(said['configuredChannels']).includes(CHANNEL),
    isGatewayRunning: said['gatewayReachable'] !== false,
    accounts,
  };
}

/** Warnings may stand before it. */
function jsonIn(printed: string): unknown {
  try {
    return JSON.parse(printed.slice(Math.max(0, printed.search(/^\{/m))));
  } catch {
    return {};
  }
}

function runOpenClaw(place: OpenClawPlace, args: readonly string[]): Promise<string> {
  const [program, ...before] = findProgram(place);
  return new Promise((resolve, reject) => {
    const options = { env: place.environment, timeout: LIMIT_MS, windowsHide: true };
    execFile(program, [...before, ...args], options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      reject(refusal(args, `${stderr}\n${stdout}`.trim() || error.message, error));
    });
  });
}

/** On Windows the command is a script, which only a shell can start: what it starts stands beside it. */
function findProgram({ environment, platform }: OpenClawPlace): readonly [string, ...string[]] {
  const isWindows = platform === 'win32';
  const path = isWindows ? win32 : posix;
  const folders = (environment['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  for (const folder of folders) {
    const command = path.join(folder, isWindows ? 'openclaw.cmd' : 'openclaw');
    if (!canRun(command)) continue;
    if (!isWindows) return [command];
    return [process.execPath, path.join(folder, 'node_modules', 'openclaw', 'openclaw.mjs')];
  }
  throw new Failure('config_invalid', 'There is no `openclaw` on the PATH here.', {
    hint: 'Where OpenClaw runs on another machine, or in a container: `clawbridge channel install --print` says what to run there.',
  });
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function refusal(args: readonly string[], said: string, cause: Error): Failure {
  const plain = withoutColours(said);
  const lines = plain.split('\n').filter((line) => line.trim() !== '');
  return new Failure(
    'config_invalid',
    `\`openclaw ${args.slice(0, 2).join(' ')}\` failed: ${lines.slice(-3).join(' ')}`,
    { hint: hintFor(plain), cause },
  );
}

function hintFor(said: string): string {
  if (/node(\.js)?[^\n]*(requires|required|>=|unsupported)/i.test(said))
    return 'OpenClaw needs Node 24.16 or newer: update Node, then run this again.';
  if (/pluginApi|minHostVersion|host version/i.test(said))
    return 'The channel needs OpenClaw 2026.9.0 or newer: update OpenClaw, then run this again.';
  if (/invalid config|config (is )?invalid|unknown channel/i.test(said))
    return 'Run `openclaw doctor --fix`, then this again.';
  return 'Run it yourself to see all it says; `clawbridge channel install --dry-run` prints the commands.';
}

function withoutColours(said: string): string {
  return said.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g'), '');
}

/** For the shells of Unix. */
function quoted(word: string): string {
  return /^[\w./:@=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
