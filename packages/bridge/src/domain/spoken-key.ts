/** No key of a client: those are printable ASCII. */
const PREFIX = 'voice №';

/** The idempotency key of the task that a question asked aloud becomes: whoever asks it again finds that task. */
export function spokenKey(number: number): string {
  return `${PREFIX}${number}`;
}

/** The number of the question; undefined for a task that was asked otherwise. */
export function spokenNumberOf({ idempotencyKey = '' }: { readonly idempotencyKey?: string }) {
  return idempotencyKey.startsWith(PREFIX) ? Number(idempotencyKey.slice(PREFIX.length)) : undefined;
}
