import { Failure } from '../../domain/failure.ts';

/** Primary result codes, source: https://sqlite.org/rescode.html */
const SQLITE_BUSY = 5;
const FACES: Readonly<
  Record<number, { readonly what: string; readonly hint: string; readonly retryable?: boolean }>
> = {
  [SQLITE_BUSY]: { what: 'is locked by another process', hint: 'Try again in a moment.', retryable: true },
  6: { what: 'is locked', hint: 'Try again in a moment.', retryable: true },
  8: { what: 'cannot be written', hint: 'Make the file and its folder writable for this user.' },
  10: { what: 'cannot be read or written', hint: 'Check the disk: `df -h` and the system log.' },
  11: {
    what: 'is damaged',
    hint: 'Move it away (keep it: sqlite3 can often recover it) and start again; it is never overwritten.',
  },
  13: {
    what: 'cannot grow: the disk is full',
    hint: 'Free some space; nothing was accepted that is not stored.',
    retryable: true,
  },
  14: { what: 'cannot be opened', hint: 'Check that CLAWBRIDGE_HOME exists and belongs to this user.' },
  26: { what: 'is not a database', hint: 'Move it away and start again; it is never overwritten.' },
};

export function isBusy(thrown: unknown): boolean {
  return primaryCode(thrown) === SQLITE_BUSY;
}

/** Says what is wrong with the store and what to do. A Failure passes through. */
export function storeFailure(thrown: unknown, file: string): Failure {
  if (thrown instanceof Failure) return thrown;
  const face = FACES[primaryCode(thrown) ?? -1];
  if (face) {
    const { what, hint, retryable = false } = face;
    return new Failure('store_unavailable', `The store ${file} ${what}.`, { hint, retryable, cause: thrown });
  }
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new Failure('store_unavailable', `The store ${file} failed: ${reason}`, {
    hint: 'Check that its folder exists, that this user may write there, and that the disk is not full.',
    cause: thrown,
  });
}

function primaryCode(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !('errcode' in thrown) || typeof thrown.errcode !== 'number')
    return undefined;
  // Extended codes carry the primary one in the low byte.
  return thrown.errcode & 0xff;
}
