import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { Failure } from '../domain/failure.ts';
import { isGuessable } from './is-guessable.ts';

/** What scrypt costs: 128 · N · r bytes of memory, p times one after the other. */
interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/**
 * One of the equally strong settings of OWASP's Password Storage Cheat Sheet: 32 MB and a few tenths of a second. The one
 * with 128 MB would be felt on the small machines people run this on.
 */
const COST: Cost = { N: 2 ** 15, r: 8, p: 3 };

const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Fewer can be tried one by one; more characters help more than stranger ones. */
const MIN_CHARACTERS = 12;
const MIN_DIFFERENT = 5;
/** A text longer than this was not meant to be a password. */
const MAX_CHARACTERS = 1_000;

/** Refuses what somebody would guess. Errors: `invalid_input`. */
export function checkNewPassword(password: string): void {
  const characters = Array.from(normal(password));
  const hint = 'Four or five words that do not belong together are easy to keep in mind.';
  if (characters.length < MIN_CHARACTERS)
    throw new Failure('invalid_input', `The password needs at least ${MIN_CHARACTERS} characters.`, { hint });
  if (characters.length > MAX_CHARACTERS)
    throw new Failure('invalid_input', `The password may have at most ${MAX_CHARACTERS} characters.`);
  if (new Set(characters).size < MIN_DIFFERENT)
    throw new Failure('invalid_input', `The password needs at least ${MIN_DIFFERENT} different characters.`, {
      hint,
    });
  if (isGuessable(characters.join('')))
    throw new Failure('invalid_input', 'The password is one of those that everybody tries first.', { hint });
}

/** What may be kept in place of a password, with all it takes to check it: `scrypt$N$r$p$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, COST, HASH_BYTES);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** Takes as long for a wrong password as for the right one. Errors: `store_unavailable` when `kept` is no hash. */
export async function isPassword(password: string, kept: string): Promise<boolean> {
  // Longer than any that was ever accepted: not worth the work.
  if (password.length > 2 * MAX_CHARACTERS) return false;
  const { cost, salt, hash } = parse(kept);
  return timingSafeEqual(await derive(password, salt, cost, hash.length), hash);
}

/** True where a hash was made at another cost than new ones are. Errors: `store_unavailable` when `kept` is no hash. */
export function isOutdated(kept: string): boolean {
  const { cost, salt, hash } = parse(kept);
  return (
    cost.N !== COST.N ||
    cost.r !== COST.r ||
    cost.p !== COST.p ||
    salt.length !== SALT_BYTES ||
    hash.length !== HASH_BYTES
  );
}

function parse(kept: string): { readonly cost: Cost; readonly salt: Buffer; readonly hash: Buffer } {
  const [, N, r, p, salt = '', hash = ''] =
    /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([\w-]+)\$([\w-]{16,})$/.exec(kept) ?? [];
  if (hash === '')
    throw new Failure('store_unavailable', 'The password in the store cannot be read.', {
      hint: 'Set it anew: `clawbridge passwd`.',
    });
  return {
    cost: { N: Number(N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  };
}

function derive(password: string, salt: Buffer, { N, r, p }: Cost, length: number): Promise<Buffer> {
  // OpenSSL needs 128 · r · (N + p + 2), and Node allows just less than that unless it is told.
  const limits = { N, r, p, maxmem: 256 * r * (N + p) };
  return new Promise((resolve, reject) => {
    scrypt(normal(password), salt, length, limits, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

/** Keyboards differ in how they write the same letter. */
function normal(password: string): string {
  return password.normalize('NFKC');
}
