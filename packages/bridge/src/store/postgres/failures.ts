import { Failure } from '../../domain/failure.ts';

interface Face {
  readonly what: string;
  readonly hint: string;
  readonly retryable?: boolean;
}

const UNREACHABLE: Face = {
  what: 'cannot be reached',
  hint: 'Check that PostgreSQL runs there and that host and port are right; clawbridge goes on by itself when it is back.',
  retryable: true,
};
const AWAY: Face = {
  what: 'is shutting down or starting up',
  hint: 'Try again in a moment; clawbridge goes on by itself when it is back.',
  retryable: true,
};
const PASSWORD: Face = {
  what: 'refuses this user or password',
  hint: 'Correct user and password in the database URL, or the rules in pg_hba.conf.',
};
const UNTRUSTED: Face = {
  what: 'has a certificate that is not trusted',
  hint: 'Give its authority in the database URL with sslrootcert=<file>, or use sslmode=no-verify if the network is yours.',
};
const UNKNOWN_HOST: Face = {
  what: 'cannot be found: its host has no address',
  hint: 'Correct the host in the database URL, or check the name service.',
  retryable: true,
};

/** SQLSTATE codes, source: https://www.postgresql.org/docs/current/errcodes-appendix.html; and those of Node. */
const FACES: Readonly<Record<string, Face>> = {
  '28P01': PASSWORD,
  '28000': PASSWORD,
  '3D000': {
    what: 'does not exist',
    hint: 'Create the database (createdb), or correct its name in the database URL.',
  },
  '42501': {
    what: 'refuses what this user wants: it lacks the right',
    hint: 'As its owner: GRANT CREATE ON DATABASE … TO this user, or CREATE SCHEMA clawbridge AUTHORIZATION this user.',
  },
  '42P01': {
    what: 'has lost its tables',
    hint: 'Somebody dropped or renamed them: restore the schema clawbridge, or start again for a new one.',
  },
  '25006': {
    what: 'cannot be written: it is read-only, perhaps a standby',
    hint: 'Give the address of the primary in the database URL.',
  },
  '53100': {
    what: 'cannot grow: the disk is full',
    hint: 'Free some space there; nothing was accepted that is not stored.',
    retryable: true,
  },
  '53200': { what: 'is out of memory', hint: 'Give the server more, or try again later.', retryable: true },
  '53300': {
    what: 'has too many connections',
    hint: 'Raise max_connections there (each process takes up to 9), or run fewer processes.',
    retryable: true,
  },
  '40001': { what: 'is busy', hint: 'Try again in a moment.', retryable: true },
  '40P01': { what: 'is busy', hint: 'Try again in a moment.', retryable: true },
  '57014': {
    what: 'took too long to answer',
    hint: 'Look for long locks and a slow disk there: SELECT * FROM pg_stat_activity.',
    retryable: true,
  },
  '57P01': AWAY,
  '57P02': AWAY,
  '57P03': AWAY,
  ECONNREFUSED: UNREACHABLE,
  ECONNRESET: UNREACHABLE,
  EPIPE: UNREACHABLE,
  ETIMEDOUT: UNREACHABLE,
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  ENOENT: UNREACHABLE,
  ENOTFOUND: UNKNOWN_HOST,
  EAI_AGAIN: UNKNOWN_HOST,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  CERT_HAS_EXPIRED: UNTRUSTED,
};

/** What the driver says without a code. */
const SAID: readonly (readonly [RegExp, Face])[] = [
  [/terminated|timeout|timed out|not queryable|ended by the other party/i, UNREACHABLE],
  [
    /does not support SSL/i,
    { what: 'speaks no TLS', hint: 'Use sslmode=disable in the database URL if the network is yours.' },
  ],
  [
    /password must be/i,
    { what: 'wants a password', hint: 'Add it to the database URL, or set PGPASSWORD or ~/.pgpass.' },
  ],
];

/** Says what is wrong with the store and what to do; never with a password. A Failure passes through. */
export function storeFailure(thrown: unknown, place: string): Failure {
  if (thrown instanceof Failure) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const face = FACES[codeOf(thrown) ?? ''] ?? SAID.find(([words]) => words.test(message))?.[1];
  if (face) {
    const { what, hint, retryable = false } = face;
    return new Failure('store_unavailable', `The store ${place} ${what}.`, {
      hint,
      retryable,
      cause: thrown,
    });
  }
  return new Failure('store_unavailable', `The store ${place} failed: ${message}`, {
    hint: 'The log of PostgreSQL may say more.',
    cause: thrown,
  });
}

/** The server rolled back for a reason that passes: another transaction was in the way. */
export function isRivalry(thrown: unknown): boolean {
  // 23505: somebody began a task of that session since we looked.
  return ['40001', '40P01', '23505'].includes(codeOf(thrown) ?? '');
}

/** The connection is gone; what was asked over it may have happened or not. */
export function isBroken(thrown: unknown): boolean {
  const code = codeOf(thrown);
  // Without a code the driver speaks; a TypeError would be ours.
  if (code === undefined)
    return thrown instanceof Error && thrown.name === 'Error' && !(thrown instanceof Failure);
  // Other codes of the server are answers: it did nothing. With these it says goodbye, perhaps after the commit.
  return /^(57P|08|E[A-Z]+$)/.test(code);
}

/** The server itself said so: waiting for it is not in vain. */
export function isComingBack(failure: unknown): boolean {
  return failure instanceof Failure && FACES[codeOf(failure.cause) ?? ''] === AWAY;
}

/** Connecting later may succeed. */
export function mayConnectLater(thrown: unknown): boolean {
  return storeFailure(thrown, '').retryable;
}

function codeOf(thrown: unknown): string | undefined {
  // A host with several addresses fails with one error for each.
  if (thrown instanceof AggregateError) return codeOf(thrown.errors[0]);
  if (thrown instanceof Failure) return undefined;
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : undefined;
}
