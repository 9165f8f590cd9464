import type { Endpoint, EndpointTrouble } from '../../domain/endpoint.ts';
import type { Clock } from '../../domain/port/clock.ts';
import type { StopSignal } from '../../domain/port/stop-signal.ts';
import { createStop } from '../../domain/stop.ts';
import { callUrl } from './call-url.ts';
import { closeReason } from './close-reason.ts';
import type { Ending } from './ending.ts';
import type { CreateEndpointServer } from './endpoint-server.ts';
import { createTokenHider } from './hide-token.ts';
import { hostOf } from './host-of.ts';
import { listTools } from './list-tools.ts';
import { openTrial, type Trial } from './trial.ts';
import { CLOUD_PATIENCE_MS, FIRST_LOOK_MS } from './watch-registration.ts';

export interface EndpointCheck {
  readonly endpoint: Endpoint;
  readonly createServer: CreateEndpointServer;
  readonly clock: Clock;
  /** Another process holds the endpoint: it is asked as a device would ask, and nobody is thrown out. */
  readonly probeOnly?: boolean;
}

/** What a check found. */
export interface EndpointFindings {
  /** Until the socket was open. Milliseconds; undefined when none was, or the check is not to open one. */
  readonly connectedMs?: number;
  /** How many tools the other side has read. Undefined when it did not ask, or could not be made to. */
  readonly tools?: number;
  /** What is wrong. */
  readonly trouble?: {
    readonly reason: EndpointTrouble;
    /** What happened, for a person. Never holds a secret. */
    readonly message: string;
    readonly hint: string;
  };
}

/** What a device runs into that concerns us. */
const OURS: readonly EndpointTrouble[] = ['zombie', 'never_answers', 'internal'];

/** Tries an endpoint once, from the socket to the list of tools. Never throws for what the other side does. */
export async function checkEndpoint(check: EndpointCheck): Promise<EndpointFindings> {
  const { endpoint } = check;
  const { signal, stop } = createStop();
  if (check.probeOnly === true) return endpoint.kind === 'cloud' ? {} : await askAsDevice(check, signal);
  const trial = openTrial(check);
  const broken = trial.ended.then((ending) => troubleWith(endpoint, ending));
  let reading: Promise<EndpointFindings> | undefined;
  try {
    const connectedMs = await Promise.race([trial.opened, trial.ended.then(() => undefined)]);
    if (connectedMs === undefined) return await broken;
    reading = readTools(check, trial, signal);
    return { connectedMs, ...(await Promise.race([broken, reading])) };
  } finally {
    stop();
    trial.hangUp();
    await Promise.all([trial.ended, reading]);
  }
}

/** Over at once when it is stopped. */
async function readTools(
  check: EndpointCheck,
  { listed }: Trial,
  signal: StopSignal,
): Promise<EndpointFindings> {
  const { endpoint, clock } = check;
  if (endpoint.kind === 'cloud') {
    const tools = await Promise.race([listed, pause(clock, CLOUD_PATIENCE_MS, signal)]);
    return tools === undefined ? troubleWith(endpoint, { how: 'ignored' }) : { tools };
  }
  await pause(clock, FIRST_LOOK_MS, signal);
  if (signal.aborted) return {};
  const { trouble, ...found } = await askAsDevice(check, signal);
  // Only devices are not let in there, and we were.
  const isOurs = trouble !== undefined && OURS.includes(trouble.reason);
  return { ...found, ...(isOurs ? { trouble } : {}) };
}

/** Finds nothing where no device comes in that way. */
async function askAsDevice(
  { endpoint, clock }: EndpointCheck,
  signal: StopSignal,
): Promise<EndpointFindings> {
  const url = callUrl(endpoint.url);
  if (url === undefined) return {};
  const listed = await listTools(url, clock, signal);
  if ('tools' in listed) return listed;
  const { ending } = listed;
  return ending.how === 'refused' && ending.status === 404 ? {} : troubleWith(endpoint, ending);
}

function troubleWith(endpoint: Endpoint, ending: Ending): EndpointFindings {
  const host = hostOf(endpoint.url);
  const redact = createTokenHider(endpoint.url);
  const { reason, message, hint } = closeReason(ending, { host, redact });
  return { trouble: { reason, message, hint } };
}

/** Shorter when it is stopped. */
function pause(clock: Clock, ms: number, signal: StopSignal): Promise<undefined> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => resolve(undefined));
    signal.addEventListener('abort', () => {
      cancel();
      resolve(undefined);
    });
  });
}
