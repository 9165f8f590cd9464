import { usage } from '../config/arguments.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;
const DAY_MS = 24 * HOUR_MS;

const UNITS_MS: Readonly<Record<string, number>> = {
  s: SECOND_MS,
  min: 60 * SECOND_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
  y: 365 * DAY_MS,
};

/** What lasts longer lasts for ever. */
const LONGEST_MS = 100 * 365 * DAY_MS;

/** How long something is good for, in milliseconds: `90d`, `12h`. Errors: `invalid_input`. */
export function lifetimeFrom(text: string, flag: string): number {
  const ms = readLifetime(text);
  if (ms !== undefined) return ms;
  throw usage(`${flag} is "${text}"; it is a time like 90d, 12h, 30min or 52w.`);
}

/** Undefined for what could mean anything. */
export function readLifetime(text: string): number | undefined {
  const [, digits = '', unit = ''] = /^(\d+) ?([a-z]+)$/i.exec(text.trim()) ?? [];
  const ms = Number(digits) * (UNITS_MS[unit.toLowerCase()] ?? Number.NaN);
  return ms > 0 && ms <= LONGEST_MS ? ms : undefined;
}
