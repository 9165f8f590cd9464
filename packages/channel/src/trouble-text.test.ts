import { CLOSES } from '@clawbridge/wire';
import { expect, it } from 'vitest';
import { troubleText } from './trouble-text.ts';

it('says what the owner can do about it', () => {
  expect(troubleText({ code: CLOSES.gone })).toContain('clawbridge channel install');
  expect(troubleText({ code: CLOSES.replaced })).toContain('--account NAME');
  expect(troubleText({ code: 1006, reason: 'Unexpected server response: 401' })).toContain(
    'refuses the token',
  );
  expect(troubleText({ code: 1006, reason: 'Unexpected server response: 404' })).toContain('/openclaw');
  expect(troubleText({ code: 1006, reason: 'connect ECONNREFUSED 127.0.0.1:3000' })).toContain(
    'ECONNREFUSED',
  );
  expect(troubleText({ code: 1006 })).toBe('The relay cannot be reached.');
});
