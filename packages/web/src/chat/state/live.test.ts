import type { Live } from '@clawbridge/wire';
import { expect, test } from 'vitest';
import { createLiveTurns } from './live.ts';
import { answered } from './said.fixture.ts';

const partial = (at: number, text: string): Live => ({ type: 'partial', turn: 'm1', at, text });
const tool = (status: 'running' | 'completed'): Live => ({
  type: 'tool',
  turn: 'm1',
  tool: { id: 't', name: 'exec', title: 'Exec', status },
});

/** What is shown of the turn `m1` after these. */
function shown(...frames: readonly Live[]) {
  const live = createLiveTurns();
  for (const frame of frames) live.take('t', frame);
  return live.of('t').turns[0];
}

test('parts are put together, and a part may take back the end of the one before', () => {
  expect(shown(partial(0, 'Hello'), partial(5, ' world'))?.text).toBe('Hello world');
  expect(shown(partial(0, 'Hello wrld'), partial(7, 'orld'))?.text).toBe('Hello world');
});

test('a whole one makes good what was lost', () => {
  expect(shown(partial(0, 'He'), partial(9, 'x'))?.text).toBe('He');
  expect(shown(partial(0, 'He'), partial(9, 'x'), partial(0, 'Hello all x'))?.text).toBe('Hello all x');
});

test('a tool card is replaced by its next state', () => {
  expect(shown(tool('running'), tool('completed'))?.tools).toMatchObject([{ id: 't', status: 'completed' }]);
});

test('the answer ends the turn, and a late part does not bring it back', () => {
  const live = createLiveTurns();
  live.take('t', { type: 'typing', on: true });
  live.take('t', partial(0, 'Hel'));
  live.settle('t', answered(2, { turn: 'm1' }));
  live.take('t', partial(3, 'lo'));
  expect(live.of('t')).toEqual({ isTyping: false, turns: [] });
});

test('a remark on the way is not shown twice', () => {
  const live = createLiveTurns();
  live.take('t', partial(0, 'Let me look.'));
  live.settle('t', answered(2, { turn: 'm1', text: 'Let me look.', isFinal: false }));
  expect(live.of('t').turns[0]?.text).toBe('');
});

test('after a break it is as the relay says', () => {
  const live = createLiveTurns();
  live.take('t', partial(0, 'old'));
  live.replace([{ thread: 'u', turn: 'm9', text: 'new', tools: [] }]);
  expect(live.of('t').turns).toEqual([]);
  expect(live.of('u').turns).toEqual([{ turn: 'm9', text: 'new', tools: [] }]);
});

test('nobody types where nothing is heard', () => {
  const live = createLiveTurns();
  live.take('t', { type: 'typing', on: true });
  live.hush();
  expect(live.of('t').isTyping).toBe(false);
});
