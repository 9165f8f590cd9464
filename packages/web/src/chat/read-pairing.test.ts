import { expect, test } from 'vitest';
import { readPairing } from './read-pairing.ts';

const NOTICE = `OpenClaw: access not configured.

Your relay user id: k3v9
Pairing code: AB12CD34

Ask the bot owner to approve with:
openclaw pairing approve clawbridge AB12CD34`;

test('finds the code and what the owner types', () => {
  expect(readPairing(NOTICE)).toEqual({
    code: 'AB12CD34',
    command: 'openclaw pairing approve clawbridge AB12CD34',
  });
});

test('finds a code on a line of its own', () => {
  expect(readPairing('Pairing code:\n```\nAB12CD34\n```')).toEqual({ code: 'AB12CD34' });
});

test('any other notice is just a text', () => {
  expect(readPairing('Your access has been approved.')).toBeUndefined();
});
