import type { Outcome } from '../domain/task.ts';

/** How an outcome is stored. */
export function columnsOf(outcome: Outcome) {
  const { text: said = null, ...meta } = outcome.status === 'completed' ? outcome.answer : {};
  // SQLite's driver passes C strings, PostgreSQL refuses a NUL: either way it would not come back.
  const text = said?.replaceAll('\0', '\ufffd') ?? null;
  return {
    status: outcome.status,
    failure: outcome.status === 'failed' ? JSON.stringify(outcome.failure) : null,
    answerMeta: text === null ? null : JSON.stringify(meta),
    answerText: text,
  };
}
