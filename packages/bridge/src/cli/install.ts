import { homedir } from 'node:os';
import { join } from 'node:path';
import { knownClients } from '../clients/known-clients.ts';
import type { Place } from '../clients/place.ts';
import { usage } from '../config/arguments.ts';
import { handedOn, type Withheld } from '../config/handed-on.ts';
import type { Config } from '../config/read.ts';
import { remoteUrl } from '../config/remote-url.ts';
import { ENTRY_NAME, isEntryName, type ClientEntry } from '../domain/client-entry.ts';
import { launchCommand } from '../domain/launch-command.ts';
import { Failure } from '../domain/failure.ts';
import { nearest } from '../domain/nearest.ts';
import type { McpClient } from '../domain/port/mcp-client.ts';
import { installClient, type Changed } from '../usecases/install-client.ts';
import type { ExitCode, Invocation } from './command.ts';
import { FAILED, OK } from './exit-code.ts';
import { flagText } from './flag-text.ts';
import { lastingNode } from './lasting-node.ts';
import { print } from './print.ts';
import { refuseWords } from './refuse-words.ts';

/** `install CLIENT`: makes an MCP client know this clawbridge, or one at an address; with `--remove`, forget it. */
export async function install({ config, words: [word, ...surplus], flags }: Invocation): Promise<ExitCode> {
  refuseWords('install', surplus);
  refuseContradictions(flags);
  const client = clientNamed(settledWord(word, flags), placeOf(config, flags));
  const name = nameFrom(flags);
  if (flags.has('remove')) return await change(client, name, undefined, flags);
  const { entry, withheld } = entryFor(client, config, flags);
  for (const one of withheld) process.stderr.write(`${withheldText(one, config)}\n`);
  if (flags.has('print')) return print(client.snippet(name, entry));
  return await change(client, name, entry, flags);
}

function refuseContradictions(flags: Invocation['flags']): void {
  const other = ['remote', 'print'].find((flag) => flags.has(flag));
  if (flags.has('remove') && other !== undefined) throw usage(`--remove and --${other} exclude each other.`);
}

function clientNamed(word: string | undefined, place: Place): McpClient {
  const known = Object.keys(knownClients);
  if (word === undefined) throw usage(`install for which client? It can be ${known.join(', ')}.`);
  const create = Object.hasOwn(knownClients, word) ? knownClients[word] : undefined;
  if (create) return create(place);
  const meant = nearest(word, known);
  throw usage(
    `Unknown client "${word}".${meant === undefined ? ` It can be ${known.join(', ')}.` : ` Did you mean "${meant}"?`}`,
  );
}

/** What people call Claude where it is no program of this machine. */
const IN_ITS_SETTINGS: ReadonlySet<string> = new Set(['claude', 'claude.ai']);

/** An address is added there as for the desktop; anything else Claude cannot have. Errors: `invalid_input`. */
function settledWord(word: string | undefined, flags: Invocation['flags']): string | undefined {
  if (word === undefined || !IN_ITS_SETTINGS.has(word)) return word;
  if (flags.has('remote')) return 'claude-desktop';
  throw inItsSettings();
}

function inItsSettings(): Failure {
  return new Failure(
    'invalid_input',
    'Claude keeps its connectors with your account: nothing is installed here.',
    {
      hint: 'In Claude, on the web or the desktop, open Settings > Connectors > Add custom connector, and give it the URL of your clawbridge: https://claw.example.com/mcp. For programs of this machine: `clawbridge install claude-desktop` or `claude-code`.',
    },
  );
}

function placeOf({ environment }: Config, flags: Invocation['flags']): Place {
  const project = flags.has('project') ? process.cwd() : undefined;
  return { platform: process.platform, environment, home: homedir(), project };
}

function nameFrom(flags: Invocation['flags']): string {
  const name = flagText(flags, 'name') ?? ENTRY_NAME;
  if (isEntryName(name)) return name;
  throw usage(
    `--name is "${name}"; it must be 1 to 64 letters, digits, "-" or "_", beginning with a letter or digit.`,
  );
}

interface Entry {
  readonly entry: ClientEntry;
  readonly withheld: readonly Withheld[];
}

/** A file that others share carries none of a person's settings. */
function entryFor({ isShared }: McpClient, config: Config, flags: Invocation['flags']): Entry {
  const remote = flagText(flags, 'remote');
  if (remote !== undefined) return { entry: { kind: 'remote', url: remoteUrl(remote) }, withheld: [] };
  const { variables, withheld } = handedOn(config, flags);
  const { platform, argv } = process;
  const launch = { node: lastingNode(config), script: argv[1] ?? '', platform };
  const env = isShared ? {} : variables;
  return { entry: { kind: 'local', ...launchCommand(launch, { isShared }), env }, withheld };
}

async function change(
  client: McpClient,
  name: string,
  entry: ClientEntry | undefined,
  flags: Invocation['flags'],
): Promise<ExitCode> {
  const dryRun = flags.has('dry-run');
  const done = await installClient({ client, name, entry, dryRun });
  if (done.what === 'by hand') {
    print(done.steps);
    return done.isMissing === true && !dryRun ? FAILED : OK;
  }
  print(changeText(client, name, done, { entry, dryRun }));
  if (done.backup !== undefined) print(`The former file is ${done.backup}`);
  if (dryRun && entry !== undefined && done.what !== 'nothing') print(client.snippet(name, entry));
  if (!dryRun && done.what !== 'nothing')
    print(`Restart ${client.title}, or let it load its MCP servers anew.`);
  return OK;
}

const SAYINGS = {
  add: (name: string, place: string) => `added ${name} to ${place}`,
  replace: (name: string, place: string) => `replaced ${name} in ${place}`,
  remove: (name: string, place: string) => `removed ${name} from ${place}`,
} as const;

function changeText(
  { title }: McpClient,
  name: string,
  { what, place }: Changed,
  { entry, dryRun }: { readonly entry: ClientEntry | undefined; readonly dryRun: boolean },
): string {
  if (what !== 'nothing') return `${title}: ${dryRun ? 'would have ' : ''}${SAYINGS[what](name, place)}`;
  return entry === undefined
    ? `${title}: there is no ${name} in ${place}`
    : `${title}: ${name} is already there, in ${place}`;
}

function withheldText({ place, key }: Withheld, { home }: Config): string {
  return `${place} stays here: a secret does not go into a client's file. Put it into ${join(home, 'config.json5')} as "${key}", which only you should be able to read.`;
}
