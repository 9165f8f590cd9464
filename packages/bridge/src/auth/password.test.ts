import { describe, expect, it } from 'vitest';
import { toFailure } from '../domain/failure.ts';
import { checkNewPassword, hashPassword, isOutdated, isPassword } from './password.ts';

const PASSWORD = 'correct horse battery';

/** Cheap, so that a test can have many: `secret secret`, N=2. */
const CHEAP = 'scrypt$2$1$1$c2FsdHNhbHRzYWx0c2FsdA$PChl0W2GMpIDrL0Cul7u5osAYxO2M8lAA7GYZS-jz1U';

describe('a password', () => {
  it('is kept as a hash that says how it was made, with OWASP’s cost, and never the same twice', async () => {
    const [one, two] = await Promise.all([hashPassword(PASSWORD), hashPassword(PASSWORD)]);
    expect(one).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
    expect(one).not.toBe(two);
    expect(one).not.toContain('horse');
    expect(isOutdated(one)).toBe(false);
  });

  it('is recognised, and nothing else is', async () => {
    const kept = await hashPassword(PASSWORD);
    expect(await isPassword(PASSWORD, kept)).toBe(true);
    expect(await isPassword(`${PASSWORD} `, kept)).toBe(false);
    expect(await isPassword('', kept)).toBe(false);
  });

  it('is the same however a keyboard writes its letters', async () => {
    const kept = await hashPassword('Zürich bei Nacht');
    expect(await isPassword('Zu\u0308rich bei Nacht', kept)).toBe(true);
  });

  it('is not even hashed when it is longer than any could be', async () => {
    expect(await isPassword('x'.repeat(10_000_000), CHEAP)).toBe(false);
  });

  it('that was hashed at another cost is known to be outdated', async () => {
    expect(isOutdated(CHEAP)).toBe(true);
    expect(isOutdated((await hashPassword(PASSWORD)).replace('$3$', '$2$'))).toBe(true);
  });

  it.each(['', 'secret', 'scrypt$16$8$1$$', 'bcrypt$16$8$1$c2FsdA$aGFzaGhhc2hoYXNo', `${CHEAP}$x`])(
    'cannot be compared with %j, and the failure says what to do',
    async (kept) => {
      const failure = toFailure(await isPassword(PASSWORD, kept).catch((thrown: unknown) => thrown));
      expect(failure).toMatchObject({
        code: 'store_unavailable',
        hint: expect.stringContaining('clawbridge passwd'),
      });
      if (kept !== '') expect(failure.message).not.toContain(kept);
    },
  );
});

describe('a new password', () => {
  it.each([PASSWORD, '密码要够长才好记也才安全啊', 'a1b2c3d4e5f6', '👍👎🎈🎉🎁🎀🎊🎋🎍🎎🎏🎐'])(
    'may be %s',
    (password) => {
      expect(() => checkNewPassword(password)).not.toThrow();
    },
  );

  it.each([
    ['', 'at least 12 characters'],
    ['elevenchars', 'at least 12 characters'],
    ['👍👎🎈🎉🎁🎀', 'at least 12 characters'],
    ['aaaaaaaaaaaaaaaaaaaa', 'at least 5 different'],
    ['abababababab', 'at least 5 different'],
    ['abcdefgh'.repeat(200), 'at most 1000'],
  ])('may not be %j', (password, message) => {
    expect(() => checkNewPassword(password)).toThrow(message);
  });
});
