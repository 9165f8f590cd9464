import type { Entry } from '@clawbridge/wire';
import { expect, test } from 'vitest';
import { deniedIn, stillAsked } from './asked.ts';
import { answered } from './said.fixture.ts';

const head = (seq: number) => ({ seq, id: `x${seq}`, at: seq * 1000 });
const asked = (seq: number, id: string): Entry => ({
  ...head(seq),
  kind: 'approval',
  approval: { id, what: `rm ${id}`, choices: ['deny'] },
  turn: 'm1',
});
const denied = (seq: number, approval: string): Entry => ({
  ...head(seq),
  kind: 'decided',
  approval,
  decision: 'deny',
});

test('a question is open until it is decided', () => {
  expect([...stillAsked([asked(1, 'a'), asked(2, 'b'), denied(3, 'a')])]).toEqual(['b']);
});

test('a question the agent does not wait for any more is not open', () => {
  expect(stillAsked([asked(1, 'a'), answered(2, { turn: 'm1' })]).size).toBe(0);
});

test('what was denied belongs to the message that is answered', () => {
  expect(deniedIn([asked(1, 'a'), asked(2, 'b'), denied(3, 'a')]).get('m1')).toEqual(['rm a']);
});
