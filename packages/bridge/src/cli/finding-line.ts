import type { Finding } from '../doctor/check.ts';

const MARKS = { ok: '✓', warn: '!', fail: '✗' } as const;

/** What a check found, and below it what to do. */
export function findingLine({ name, status, detail, hint }: Finding): string {
  return `${MARKS[status]} ${name}: ${detail}${hint === undefined ? '' : `\n    → ${hint}`}`;
}
