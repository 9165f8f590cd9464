import { CLOSES } from './closes.ts';
import { RECONNECT_MOST_MS } from './limits.ts';

/** The window of the first attempt after a break. */
const FIRST_MS = 500;

/** Dialled again, it would only end like that again. */
const FINAL: readonly number[] = [CLOSES.gone, CLOSES.version, CLOSES.replaced];

/** What was said last was too much for one of the ends, and will be said again. */
const PATIENT: readonly number[] = [CLOSES.malformed, CLOSES.tooLarge, CLOSES.busy];

/** Whether there is no sense in dialling again after a socket that was closed with `code`. */
export function isFinal(code: number): boolean {
  return FINAL.includes(code);
}

/**
 * How long to wait before dialling again, in milliseconds. A random part of a window that grows, so that not everybody is back
 * in the moment the relay is.
 * @param code of the close frame, 1006 without one
 * @param attempt 0 for the first one after a socket that worked
 * @param chance 0 ≤ chance < 1
 */
export function redialDelay(code: number, attempt: number, chance: number): number {
  const grown = PATIENT.includes(code) ? RECONNECT_MOST_MS : FIRST_MS * 2 ** attempt;
  return Math.round(Math.min(RECONNECT_MOST_MS, grown) * chance);
}
