import type { EndpointReport, EndpointStatus } from '../domain/endpoint.ts';
import { localTime } from '../domain/local-time.ts';
import type { ListedEndpoint } from '../usecases/list-endpoints.ts';
import type { Verdict } from './check.ts';
import { troubleText } from './trouble-text.ts';

/** How things are with an endpoint, one of all there are, and what to do if they are not well. */
export function endpointState(
  one: ListedEndpoint,
  now: number,
  all: readonly ListedEndpoint[] = [],
): Verdict {
  const { isHeld, isConfigured, report } = one;
  const hasNamesake = all.some((other) => other !== one && other.isHeld && other.name === one.name);
  if (!isHeld && isConfigured && hasNamesake) return OTHER_ADDRESS;
  if (!isHeld) return notHeld(report);
  if (report === undefined) return NOT_UNDERSTOOD;
  return STATES[report.status](report, now);
}

function notHeld(report: EndpointReport | undefined): Verdict {
  const last = report === undefined ? '' : `; last it was ${report.status}${lastTrouble(report)}`;
  return {
    status: 'warn',
    detail: `no \`clawbridge serve\` runs that dials it${last}`,
    hint: 'Start `clawbridge serve`, or have it started with this machine: `clawbridge service install`.',
  };
}

const OTHER_ADDRESS: Verdict = {
  status: 'warn',
  detail: 'a clawbridge runs that dials another address under this name: it was started with other settings',
  hint: 'If this is the new address, `clawbridge service install` keeps it for the service and starts it anew; `clawbridge serve` in a terminal has to be started anew.',
};

const NOT_UNDERSTOOD: Verdict = {
  status: 'warn',
  detail: 'another clawbridge dials it, and how that goes this one does not understand',
  hint: 'That one is newer: update this one, too.',
};

const STATES: Readonly<Record<EndpointStatus, (report: EndpointReport, now: number) => Verdict>> = {
  connected: (report) => ({
    status: 'ok',
    detail: `connected since ${localTime(report.since)}, ${callsOf(report)}${lastTrouble(report)}`,
  }),
  connecting: ({ since }) => ({
    status: 'warn',
    detail: `connecting since ${localTime(since)}`,
    hint: 'Look again in a moment.',
  }),
  suspect: (report) => ({
    status: 'fail',
    detail: `the connection is open, but no device is led to it${because(report)}`,
    hint: hintOf(report),
  }),
  waiting: (report, now) => ({
    status: 'fail',
    detail: `not connected since ${localTime(report.since)}${because(report)}${nextAttempt(report, now)}`,
    hint: hintOf(report),
  }),
  standby: () => ({ status: 'ok', detail: 'another process dials it' }),
  stopped: notHeld,
};

function callsOf({ calls }: EndpointReport): string {
  return calls === 1 ? '1 call' : `${calls} calls`;
}

function because({ trouble }: EndpointReport): string {
  return trouble === undefined ? '' : `: ${troubleText(trouble)}`;
}

function lastTrouble({ trouble }: EndpointReport): string {
  return trouble === undefined ? '' : `; last trouble at ${localTime(trouble.at)}: ${troubleText(trouble)}`;
}

function nextAttempt({ nextAttemptAt, attempts }: EndpointReport, now: number): string {
  if (nextAttemptAt === undefined) return '';
  const failed = attempts > 1 ? `, after ${attempts} that failed` : '';
  return `; next attempt in ${Math.max(0, Math.ceil((nextAttemptAt - now) / 1000))} s${failed}`;
}

function hintOf({ trouble }: EndpointReport): string {
  return trouble?.hint ?? '`clawbridge xiaozhi check` says more once no `clawbridge serve` runs.';
}
