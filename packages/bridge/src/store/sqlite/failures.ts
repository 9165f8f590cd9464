import { Failure } from '../../domain/failure.ts';

/** Result codes, the primary ones and one extended; source: https://sqlite.org/rescode.html */
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
  // What an exhausted quota is to SQLite.
  778: {
    what: 'cannot be written: the disk refuses more',
    hint: 'Check the disk and the quota (`df -h`, `quota`); nothing was accepted that is not stored.',
    retryable: true,
  },
  14: { what: 'cannot be opened', hint: 'Check that CLAWBRIDGE_HOME exists and belongs to this user.' },
  26: { what: 'is not a database', hint: 'Move it away and start again; it is never overwritten.' },
};

export function isBusy(thrown: unknown): boolean {
  return primary(codeOf(thrown)) === SQLITE_BUSY;
}

/** Says what is wrong with the store and what to do. A Failure passes through. */
export function storeFailure(thrown: unknown, file: string): Failure {
  if (thrown instanceof Failure) return thrown;
  const code = codeOf(thrown);
  const face = FACES[code] ?? FACES[primary(code)];
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

function codeOf(thrown: unknown): number {
  return thrown instanceof Error && 'errcode' in thrown && typeof thrown.errcode === 'number'
    ? thrown.errcode
    : -1;
}

/** Extended codes carry the primary one in the low byte. */
function primary(code: number): number {
  return code & 0xff;
}
