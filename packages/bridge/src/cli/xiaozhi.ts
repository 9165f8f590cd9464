import { usage } from '../config/arguments.ts';
import { envFilePath } from '../config/env-file.ts';
import { knownEndpoint } from '../config/known-endpoint.ts';
import type { Config } from '../config/read.ts';
import type { EndpointSettings } from '../config/xiaozhi.ts';
import type { Verdict } from '../doctor/check.ts';
import { ENDPOINT_PATH } from '../doctor/endpoint-path.ts';
import { endpointState } from '../doctor/endpoint-state.ts';
import { nearest } from '../domain/nearest.ts';
import { createRedactor } from '../domain/redact.ts';
import { systemClock } from '../system-clock.ts';
import { createListEndpoints, type KnownEndpoint, type ListedEndpoint } from '../usecases/list-endpoints.ts';
import { checkedEndpointJson } from './checked-endpoint-json.ts';
import { checkEndpoints, isWell, type CheckedEndpoint } from './check-endpoints.ts';
import { checkGateways } from './check-gateways.ts';
import type { ExitCode, Invocation } from './command.ts';
import { endpointJson } from './endpoint-json.ts';
import { FAILED, OK } from './exit-code.ts';
import { findingLine } from './finding-line.ts';
import { print } from './print.ts';
import { refuseWords } from './refuse-words.ts';
import { shownWord } from './shown-word.ts';
import { withStore } from './with-store.ts';

type Verb = (invocation: Invocation) => Promise<ExitCode>;

const verbs: Readonly<Record<string, Verb>> = { status, check };

/** `xiaozhi status | check [NAME]` */
export async function xiaozhi(invocation: Invocation): Promise<ExitCode> {
  const [verb = 'status', ...words] = invocation.words;
  const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (!run) throw usage(`Unknown: xiaozhi ${shownWord(verb)}. Use xiaozhi status or check.`);
  refuseWords(`xiaozhi ${verb}`, verb === 'status' ? words : words.slice(1));
  return await run({ ...invocation, words });
}

/** What the processes that dial the endpoints say of them. Nothing is dialled. */
async function status({ config, flags }: Invocation): Promise<ExitCode> {
  const listed = await listedIn(config);
  if (listed.length === 0 && !flags.has('json')) return print(howToBegin(config));
  const states = listed.map((one) => ({ one, verdict: endpointState(one, systemClock.now(), listed) }));
  if (flags.has('json')) say(config, json(listed.map(endpointJson)));
  else say(config, states.map(({ one, verdict }) => stateLine(one, verdict)).join('\n'));
  return states.every(({ verdict }) => verdict.status === 'ok') ? OK : FAILED;
}

async function listedIn(config: Config): Promise<readonly ListedEndpoint[]> {
  const known = config.xiaozhi.map(knownEndpoint);
  return await withStore(config, ({ endpoints: register }) =>
    createListEndpoints({ known, register, clock: systemClock })(),
  );
}

function stateLine(one: ListedEndpoint, verdict: Verdict): string {
  const title = titleOf(one);
  const name = one.isConfigured ? title : `${title}, an address these settings do not have`;
  return findingLine({ name, ...verdict });
}

function titleOf({ name, host, kind }: KnownEndpoint): string {
  return `${name} (${host}, ${kind})`;
}

/** Tries endpoints, and says what is wrong with them and what to do. Fails when one is not well. */
async function check({ config, words: [name], flags }: Invocation): Promise<ExitCode> {
  const chosen = chosenFrom(config, name);
  if (chosen.length === 0 && !flags.has('json')) print(howToBegin(config));
  // The store makes the home folder, in which the gateway's client looks for its key.
  const checked = await checkEndpoints(chosen, config);
  const gateways = await checkGateways(chosen, config);
  if (flags.has('json')) say(config, json(checked.map(checkedEndpointJson), { gateways }));
  else if (checked.length > 0)
    say(config, [...checked.flatMap(checkedLines), ...gateways.map(findingLine)].join('\n'));
  const areThere = gateways.every(({ status }) => status !== 'fail');
  return checked.length > 0 && checked.every(isWell) && areThere ? OK : FAILED;
}

/** Errors: `invalid_input` for a name no endpoint has. */
function chosenFrom({ xiaozhi: all }: Config, name: string | undefined): readonly EndpointSettings[] {
  const names = all.map(({ endpoint }) => endpoint.name);
  if (name === undefined || names.length === 0) return all;
  const chosen = all.filter(({ endpoint }) => endpoint.name === name);
  if (chosen.length > 0) return chosen;
  const meant = nearest(name, names);
  throw usage(
    `No endpoint is called "${shownWord(name)}". ${meant === undefined ? `There is: ${names.join(', ')}.` : `Did you mean "${meant}"?`}`,
  );
}

function checkedLines({ known, findings }: CheckedEndpoint): readonly string[] {
  return [titleOf(known), ...findings.map((one) => findingLine(one).replaceAll(/^/gm, '  '))];
}

function howToBegin({ home }: Config): string {
  return [
    'No xiaozhi endpoint is configured.',
    `1. Copy the address of an MCP endpoint: ${ENDPOINT_PATH}, or the console of your own server.`,
    `2. Put it into ${envFilePath(home)}:`,
    '   XIAOZHI_MCP_URL=wss://api.xiaozhi.me/mcp/?token=…',
    `   It is a password, so let nobody else read that file: chmod 600 ${envFilePath(home)}`,
    '3. `clawbridge xiaozhi check` tries it, and `clawbridge serve` keeps it connected.',
  ].join('\n');
}

function json(endpoints: readonly object[], more: object = {}): string {
  return JSON.stringify({ endpoints, ...more }, undefined, 2);
}

/** What others report is theirs, so it is looked through for our secrets. */
function say({ secrets }: Config, text: string): ExitCode {
  return print(createRedactor(secrets)(text));
}
