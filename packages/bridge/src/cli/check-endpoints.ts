import { knownEndpoint } from '../config/known-endpoint.ts';
import type { Config } from '../config/read.ts';
import type { EndpointSettings } from '../config/xiaozhi.ts';
import type { Finding } from '../doctor/check.ts';
import { endpointState } from '../doctor/endpoint-state.ts';
import { Failure } from '../domain/failure.ts';
import type { EndpointRegister } from '../domain/port/endpoint-register.ts';
import { createLog } from '../log/pino-log.ts';
import { checkEndpoint, type EndpointFindings } from '../mcp/xiaozhi/check-endpoint.ts';
import { TRIALS_AT_ONCE } from '../mcp/xiaozhi/dial-paces.ts';
import { systemClock } from '../system-clock.ts';
import { atMost } from '../usecases/at-most.ts';
import { createListEndpoints, type KnownEndpoint, type ListedEndpoint } from '../usecases/list-endpoints.ts';
import { connectionFindings } from './connection-findings.ts';
import { createEndpointHolder, type EndpointHolder } from './endpoint-holder.ts';
import { openLateDoor, type LateDoor } from './late-door.ts';
import { startLiveLine } from './live-line.ts';
import { untilStopSignal } from './stop.ts';
import { tokenFindings } from './token-findings.ts';
import { withStore } from './with-store.ts';

export interface CheckedEndpoint {
  readonly known: KnownEndpoint;
  /** Another process dials it, and was not disturbed. */
  readonly isHeld: boolean;
  readonly found: EndpointFindings;
  readonly findings: readonly Finding[];
}

export function isWell({ findings }: CheckedEndpoint): boolean {
  return findings.every(({ status }) => status !== 'fail');
}

const USUAL_COLUMNS = 80;

/**
 * Tries each endpoint that nobody dials, and asks about the others without disturbing them. Whoever speaks to a device
 * meanwhile is answered. Errors: `store_unavailable`; `cancelled` when it is stopped.
 */
export async function checkEndpoints(
  chosen: readonly EndpointSettings[],
  config: Config,
): Promise<readonly CheckedEndpoint[]> {
  if (chosen.length === 0) return [];
  const waiting = tellWaiting(chosen);
  const door = openLateDoor(config);
  try {
    return await withStore(config, ({ endpoints: register }) => checkAll(chosen, { register, door }));
  } finally {
    waiting.clear();
    await door.close();
  }
}

async function checkAll(
  chosen: readonly EndpointSettings[],
  { register, door }: Omit<Around, 'holder'>,
): Promise<readonly CheckedEndpoint[]> {
  const holder = createEndpointHolder({ register, clock: systemClock, log: SILENT });
  const inLine = atMost(TRIALS_AT_ONCE);
  try {
    const checks = chosen.map((one) => inLine(() => checkOne(one, { register, door, holder })));
    return await Promise.race([Promise.all(checks), stopped()]);
  } finally {
    await holder.release();
  }
}

/** What the store fails at is told by what is asked of it next. */
const SILENT = createLog({ level: 'silent', redact: (text) => text, output: process.stderr });

/** On a terminal: an endpoint may take half a minute to say nothing. */
function tellWaiting(chosen: readonly EndpointSettings[]): { clear(): void } {
  if (!process.stderr.isTTY) return { clear() {} };
  const names = chosen.map(({ endpoint }) => endpoint.name).join(', ');
  return startLiveLine({
    clock: systemClock,
    write: (text) => process.stderr.write(text),
    columns: () => process.stderr.columns || USUAL_COLUMNS,
    text: () => `trying ${names}`,
  });
}

async function stopped(): Promise<never> {
  await untilStopSignal();
  throw new Failure('cancelled', 'Stopped before the check was done.');
}

interface Around {
  readonly register: EndpointRegister;
  readonly holder: EndpointHolder;
  readonly door: LateDoor;
}

async function checkOne(settings: EndpointSettings, around: Around): Promise<CheckedEndpoint> {
  const { holder } = around;
  const { id } = settings.endpoint;
  if (!(await holder.take(id))) return await askAbout(settings, around);
  try {
    return await tryOut(settings, around);
  } finally {
    await holder.leave(id);
  }
}

async function tryOut(settings: EndpointSettings, { door }: Around): Promise<CheckedEndpoint> {
  const { endpoint } = settings;
  const trial = { endpoint, createServer: door.serverMaker(settings), clock: systemClock };
  const there = endpoint.kind === 'selfhosted' ? await checkEndpoint({ ...trial, probeOnly: true }) : {};
  const isTaken = there.tools !== undefined || there.trouble?.reason === 'internal';
  // Whoever serves there knows nothing of our store, and would be thrown out.
  const found = isTaken || isMute(there) ? there : await checkEndpoint(trial);
  const token = tokenFindings([settings]);
  const isKnown = token.some(({ status }) => status === 'fail');
  const seen = connectionFindings(isKnown ? withoutTrouble(found) : found);
  const findings = [...token, ...(isTaken ? [TAKEN] : []), ...seen];
  return { known: knownEndpoint(settings), isHeld: false, found, findings };
}

/** Where the token says itself why it is refused, what the server says of it leads astray. */
function withoutTrouble({ connectedMs, tools }: EndpointFindings): EndpointFindings {
  return {
    ...(connectedMs === undefined ? {} : { connectedMs }),
    ...(tools === undefined ? {} : { tools }),
  };
}

/** Dialling a server that answers nobody only makes it worse. */
function isMute({ trouble }: EndpointFindings): boolean {
  return trouble?.reason === 'never_answers';
}

const TAKEN: Finding = {
  name: 'Connection',
  status: 'fail',
  detail: 'another program serves there, and was not disturbed',
  hint: 'An endpoint is for one bridge: stop the other one, or let this one use its store (--database-url).',
};

/** Who holds it is asked what he knows; on a server of one's own also what a device would find. */
async function askAbout(settings: EndpointSettings, { register, door }: Around): Promise<CheckedEndpoint> {
  const { endpoint } = settings;
  const known = knownEndpoint(settings);
  const createServer = door.serverMaker(settings);
  const [listed, found] = await Promise.all([
    createListEndpoints({ known: [known], register, clock: systemClock })(),
    checkEndpoint({ endpoint, createServer, clock: systemClock, probeOnly: true }),
  ]);
  const held = listed.filter(({ id }) => id === known.id).map(heldFinding);
  const findings = [...tokenFindings([settings]), ...held, ...connectionFindings(found)];
  return { known, isHeld: true, found, findings };
}

/** Who shares the store is no stranger. */
function heldFinding(listed: ListedEndpoint): Finding {
  if (listed.report === undefined || !listed.isHeld)
    return { name: 'Connection', status: 'ok', detail: 'your running clawbridge has just begun to dial it' };
  const { detail, ...verdict } = endpointState(listed, systemClock.now());
  return { name: 'Connection', ...verdict, detail: `your running clawbridge holds it: ${detail}` };
}
