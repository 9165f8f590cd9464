import { beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../domain/failure.ts';
import { createMemoryKeyring } from '../domain/port/memory-keyring.fixture.ts';
import { createSteppedClock, type SteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { createSignIn, type SignIn } from './sign-in.ts';

/** Cheap, so that a test can have many: `secret secret`. */
const KEPT = 'scrypt$2$1$1$c2FsdHNhbHRzYWx0c2FsdA$PChl0W2GMpIDrL0Cul7u5osAYxO2M8lAA7GYZS-jz1U';
const HOME = '192.0.2.1';
const STRANGER = '203.0.113.9';

let clock: SteppedClock;
let keyring: ReturnType<typeof createMemoryKeyring>;
let signIn: SignIn;

beforeEach(async () => {
  clock = createSteppedClock();
  keyring = createMemoryKeyring();
  await keyring.replace('owner-password', KEPT);
  signIn = createSignIn({ keyring, clock });
});

const guess = async (address = HOME) => await signIn({ password: 'a guess', address });
async function enter(address = HOME) {
  const answer = await signIn({ password: 'secret secret', address });
  // Signing in hashes it anew at the cost of today.
  await keyring.replace('owner-password', KEPT);
  return answer;
}
const wrong = (retryAfterS: number) => ({ ok: false, refused: 'wrong_password', retryAfterS });
const tooMany = (retryAfterS: number) => ({ ok: false, refused: 'too_many', retryAfterS });

describe('signing in', () => {
  it('lets in whoever knows the password', async () => {
    expect(await enter()).toEqual({ ok: true });
  });

  it('refuses who does not, and says how long to wait from the fifth time on', async () => {
    for (let i = 0; i < 4; i++) expect(await guess()).toEqual(wrong(0));
    expect(await guess()).toEqual(wrong(15));
    clock.advance(15_000);
    expect(await guess()).toEqual(wrong(30));
  });

  it('does not look at a password while its network has to wait, not even at the right one', async () => {
    for (let i = 0; i < 5; i++) await guess();
    clock.advance(14_001);
    expect(await enter()).toEqual(tooMany(1));
    clock.advance(999);
    expect(await enter()).toEqual({ ok: true });
    expect(await guess()).toEqual(wrong(0));
  });

  it('counts attempts that come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, async () => await guess()));
    expect(answers.filter((answer) => !answer.ok && answer.refused === 'wrong_password')).toHaveLength(5);
    expect(answers.filter((answer) => !answer.ok && answer.refused === 'too_many')).toHaveLength(15);
  });

  it('does not lock the owner out because a stranger is', async () => {
    for (let i = 0; i < 10; i++) {
      const answer = await guess(STRANGER);
      if (!answer.ok) clock.advance(answer.retryAfterS * 1_000);
    }
    expect(await guess(STRANGER)).toEqual(wrong(900));
    expect(await enter(STRANGER)).toMatchObject({ refused: 'too_many' });
    expect(await enter(HOME)).toEqual({ ok: true });
  });

  it('holds up all strangers together, for less than a minute, and not who has been here before', async () => {
    await enter(HOME);
    for (let i = 0; i < 110; i++) await guess(`198.51.100.${i}`);
    expect(await guess(STRANGER)).toEqual(tooMany(36));
    expect(await enter(HOME)).toEqual({ ok: true });
    clock.advance(36_000);
    expect(await enter(STRANGER)).toEqual({ ok: true });
  });

  it('takes the addresses of one IPv6 network for one', async () => {
    for (let i = 0; i < 5; i++) await guess(`2001:db8::${i}`);
    expect(await guess('2001:db8::ffff')).toEqual(tooMany(15));
    expect(await guess('2001:db8:0:1::1')).toEqual(wrong(0));
  });
});

describe('without an answer', () => {
  it('says when there is no password yet, and counts nothing', async () => {
    await keyring.replace('owner-password', '');
    for (let i = 0; i < 10; i++)
      expect(await guess()).toEqual({ ok: false, refused: 'no_password', retryAfterS: 0 });
    await keyring.replace('owner-password', KEPT);
    expect(await enter()).toEqual({ ok: true });
  });

  it('counts nothing when the store does not answer, and says so', async () => {
    const away = new Failure('store_unavailable', 'The disk is full.');
    let isAway = true;
    const unlucky = createSignIn({
      clock,
      keyring: {
        ...keyring,
        async find(name) {
          if (isAway) throw away;
          return await keyring.find(name);
        },
      },
    });
    for (let i = 0; i < 10; i++)
      await expect(unlucky({ password: 'secret secret', address: HOME })).rejects.toBe(away);
    isAway = false;
    expect(await unlucky({ password: 'secret secret', address: HOME })).toEqual({ ok: true });
  });

  it('sends away who comes in a crowd, and counts nothing', async () => {
    const crowd = await Promise.all(
      Array.from({ length: 40 }, async (_, i) => await guess(`198.51.100.${i}`)),
    );
    expect(crowd.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => wrong(0)));
    expect(crowd.slice(10)).toEqual(
      Array.from({ length: 30 }, () => ({ ok: false, refused: 'busy', retryAfterS: 5 })),
    );
    for (let i = 0; i < 4; i++) expect(await guess('198.51.100.39')).toEqual(wrong(0));
  });
});
