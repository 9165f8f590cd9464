import { expect, it } from 'vitest';
import { createMemoryKeyring } from '../domain/port/memory-keyring.fixture.ts';
import { createOwnerPassword } from './owner-password.ts';

const PASSWORD = 'correct horse battery';
const NAME = 'owner-password';

/** `secret secret`, hashed at a cost of the past. */
const OUTDATED = 'scrypt$2$1$1$c2FsdHNhbHRzYWx0c2FsdA$PChl0W2GMpIDrL0Cul7u5osAYxO2M8lAA7GYZS-jz1U';

function setUp() {
  const keyring = createMemoryKeyring();
  return { keyring, password: createOwnerPassword({ keyring }) };
}

it('is unset until somebody sets it, and once it was removed', async () => {
  const { password } = setUp();
  expect(await password.isSet()).toBe(false);
  expect(await password.check('')).toBe('unset');
  await password.set(PASSWORD);
  expect(await password.isSet()).toBe(true);
  await password.remove();
  expect(await password.isSet()).toBe(false);
  expect(await password.check(PASSWORD)).toBe('unset');
  expect(await password.check('')).toBe('unset');
});

it('is right, or wrong', async () => {
  const { password } = setUp();
  await password.set(PASSWORD);
  expect(await password.check(PASSWORD)).toBe('right');
  expect(await password.check('incorrect horse battery')).toBe('wrong');
});

it('is shared by all processes on one store, and stands there as a hash', async () => {
  const { keyring, password } = setUp();
  await password.set(PASSWORD);
  expect(await createOwnerPassword({ keyring }).check(PASSWORD)).toBe('right');
  expect(await keyring.find(NAME)).toMatch(/^scrypt\$/);
});

it('is not set to one that is easy to guess', async () => {
  const { password } = setUp();
  await expect(password.set('short')).rejects.toMatchObject({ code: 'invalid_input' });
  expect(await password.isSet()).toBe(false);
});

it('is hashed anew by whoever knows it when the cost has changed', async () => {
  const { keyring, password } = setUp();
  await keyring.replace(NAME, OUTDATED);
  expect(await password.check('something else')).toBe('wrong');
  expect(await keyring.find(NAME)).toBe(OUTDATED);
  expect(await password.check('secret secret')).toBe('right');
  expect(await keyring.find(NAME)).toMatch(/^scrypt\$32768\$8\$3\$/);
  expect(await password.check('secret secret')).toBe('right');
});

it('is right for several who come at once when the cost has changed', async () => {
  const { keyring, password } = setUp();
  await keyring.replace(NAME, OUTDATED);
  const three = Array.from({ length: 3 }, async () => await password.check('secret secret'));
  expect(await Promise.all(three)).toEqual(['right', 'right', 'right']);
});

it('that is changed while the old one is being compared is the new one, and stays', async () => {
  const { keyring, password } = setUp();
  await keyring.replace(NAME, OUTDATED);
  let finds = 0;
  const slow = createOwnerPassword({
    keyring: {
      ...keyring,
      async find(name) {
        // Between the comparison and what follows from it.
        if (++finds === 2) await password.set(PASSWORD);
        return await keyring.find(name);
      },
    },
  });
  expect(await slow.check('secret secret')).toBe('wrong');
  expect(await password.check(PASSWORD)).toBe('right');
});

it('is compared for two at a time while a few wait, and the rest is sent away at once', async () => {
  const { keyring } = setUp();
  let underway = 0;
  let most = 0;
  const openings: (() => void)[] = [];
  const password = createOwnerPassword({
    keyring: {
      ...keyring,
      async find() {
        most = Math.max(most, ++underway);
        await new Promise<void>((resolve) => openings.push(resolve));
        underway--;
        return undefined;
      },
    },
  });
  const flood = Array.from({ length: 30 }, async () => await password.check(PASSWORD));
  const sentAway = await Promise.all(flood.slice(10));
  expect(sentAway).toEqual(Array.from({ length: 20 }, () => 'busy'));
  const answered = Promise.all(flood.slice(0, 10));
  while (underway > 0) {
    openings.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await answered).toEqual(Array.from({ length: 10 }, () => 'unset'));
  expect(most).toBe(2);
  expect(openings).toEqual([]);
});
