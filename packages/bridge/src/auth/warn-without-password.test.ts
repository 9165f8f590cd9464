import { expect, it } from 'vitest';
import { createMemoryKeyring } from '../domain/port/memory-keyring.fixture.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createOwnerPassword } from './owner-password.ts';
import { warnWithoutPassword } from './warn-without-password.ts';

it('says how to set a password where there is none, and makes up none', async () => {
  const keyring = createMemoryKeyring();
  const log = createRecordingLog();
  await warnWithoutPassword({ keyring, log });
  expect(log.lines).toMatchObject([
    { level: 'warn', message: expect.stringContaining('`clawbridge passwd`') },
  ]);
  expect(await keyring.find('owner-password')).toBeUndefined();
});

it('has no word where there is one', async () => {
  const keyring = createMemoryKeyring();
  const log = createRecordingLog();
  await createOwnerPassword({ keyring }).set('correct horse battery');
  await warnWithoutPassword({ keyring, log });
  expect(log.lines).toEqual([]);
});
