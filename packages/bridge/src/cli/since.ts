import { usage } from '../config/arguments.ts';
import { readLifetime } from './lifetime.ts';

/** In UTC where no offset is named. */
const MOMENT = /^(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/;

/** From when on, in milliseconds since 1970: `7d` ago, or a date. Errors: `invalid_input`. */
export function sinceFrom(text: string, flag: string, now: number): number {
  const ago = readLifetime(text);
  if (ago !== undefined) return now - ago;
  const moment = readMoment(text.trim());
  if (moment !== undefined) return moment;
  throw usage(`${flag} is "${text}"; it is a time like 7d or 12h, or a date like 2026-01-31.`);
}

function readMoment(text: string): number | undefined {
  const [, day] = MOMENT.exec(text) ?? [];
  if (day === undefined || !isDay(day)) return undefined;
  const written = text.replace(' ', 'T');
  const ms = Date.parse(/T[^+-]*$/.test(written) && !written.endsWith('Z') ? `${written}Z` : written);
  return Number.isNaN(ms) ? undefined : ms;
}

/** The last days of February would otherwise be the first of March. */
function isDay(day: string): boolean {
  const ms = Date.parse(day);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}
