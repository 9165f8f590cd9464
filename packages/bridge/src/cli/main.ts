import { readArguments, usage } from '../config/arguments.ts';
import { daemonsLogFile } from '../config/daemons-log-file.ts';
import type { Option } from '../config/option.ts';
import { options } from '../config/options.ts';
import { readConfig, type Config, type Environment } from '../config/read.ts';
import { exposedEnvFile } from '../config/env-file.ts';
import { inlineSecretWarning, secretFileOption } from '../config/secret-flags.ts';
import { toFailure } from '../domain/failure.ts';
import { nearest } from '../domain/nearest.ts';
import { createRedactor } from '../domain/redact.ts';
import { makeFolder } from '../store/make-folder.ts';
import { VERSION } from '../version.ts';
import { asUser } from './as-user.ts';
import type { Command, ExitCode } from './command.ts';
import { commandOptions, commands } from './commands.ts';
import { exitCodeOf } from './exit-code.ts';
import { failureText } from './failure-text.ts';
import { helpText } from './help.ts';
import { print } from './print.ts';
import { refuseWords } from './refuse-words.ts';
import { serviceUser } from './service-user.ts';
import { shownWord } from './shown-word.ts';

/** Runs one command line. Resolves with the exit code; every failure has been told on stderr in one line. */
export async function main(argv: readonly string[], env: Environment): Promise<ExitCode> {
  try {
    if (argv[0] === 'help' || hasFlag(argv, '--help', '-h'))
      return print(helpText(argv[0] === 'help' ? argv.slice(1) : argv));
    if (hasFlag(argv, '--version', '-V')) return print(VERSION);
    return await runCommand(argv, env);
  } catch (thrown) {
    const failure = toFailure(thrown);
    const redact = createRedactor(secretsIn(env));
    const text = redact(failureText(failure));
    process.stderr.write(`clawbridge: ${text}\n`);
    await noteInLog(text, argv, env);
    return exitCodeOf(failure.code);
  }
}

/** Nobody may read the stderr of a service. */
async function noteInLog(text: string, argv: readonly string[], env: Environment): Promise<void> {
  const file = daemonsLogFile(argv, env, knownOptions());
  if (file === undefined) return;
  const { appendLine } = await import('../log/append-line.ts');
  appendLine(file, text, { makeFolder });
}

/** What stands behind `--` is text. */
function hasFlag(argv: readonly string[], ...names: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end < 0 ? undefined : end).some((word) => names.includes(word));
}

async function runCommand(argv: readonly string[], env: Environment): Promise<ExitCode> {
  const known = knownOptions();
  const given = readArguments(argv, known);
  const { positionals, flags } = given;
  const [name, ...words] = positionals;
  const config = await asUser(serviceUser(given, env), async () => await readConfig(given, env));
  const command = commandNamed(name ?? (config.transport === 'stdio' ? 'stdio' : 'serve'));
  refuseForeignFlags(command, flags);
  if (command.takes === '') refuseWords(command.name, words);
  warn(config, inlineSecretWarning(given, known));
  warn(config, exposed(config));
  warn(config, strangers(config));
  return await command.run({ config, words, flags });
}

function knownOptions(): readonly Option<unknown>[] {
  const settings = Object.values<Option<unknown>>(options);
  const files = settings.filter(({ isSecret }) => isSecret).map(secretFileOption);
  return [...settings, ...files, ...commandOptions()];
}

function commandNamed(name: string): Command {
  const command = commands.find((one) => one.name === name);
  if (command) return command;
  const meant = nearest(
    name,
    commands.map((one) => one.name),
  );
  throw usage(
    `Unknown command "${shownWord(name)}".${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
  );
}

/** A flag of another command would be ignored, and somebody would wonder why. */
function refuseForeignFlags(command: Command, flags: ReadonlyMap<string, unknown>): void {
  const foreign = commandOptions().find((one) => flags.has(one.flag) && !command.options.includes(one));
  if (foreign) throw usage(`--${foreign.flag} is not a flag of \`clawbridge ${command.name}\`.`);
}

function exposed({ envFile }: Config): string | undefined {
  const found = exposedEnvFile(envFile);
  return found && `${found.detail} ${found.hint}`;
}

function strangers({ envFile, envStrangers }: Config): string | undefined {
  const [first] = envStrangers;
  if (first === undefined) return undefined;
  const meant = nearest(
    first,
    Object.values<Option<unknown>>(options).flatMap(({ env }) => env),
  );
  const guess = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return `${envStrangers.join(', ')} in ${envFile} is no setting, and changes nothing.${guess}`;
}

/** Before there is a log. */
function warn({ logLevel }: Config, warning: string | undefined): void {
  if (warning === undefined || logLevel === 'error' || logLevel === 'silent') return;
  process.stderr.write(`clawbridge: ${warning}\n`);
}

/** Before the configuration is read, whatever its name calls a secret counts as one. */
function secretsIn(env: Environment): (string | undefined)[] {
  return Object.entries(env)
    .filter(([name]) => /TOKEN|PASSWORD|SECRET/.test(name))
    .map(([, value]) => value);
}
