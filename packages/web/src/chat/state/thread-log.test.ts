import type { Entry, Page } from '@clawbridge/wire';
import { expect, test } from 'vitest';
import { said } from './said.fixture.ts';
import { createThreadLog } from './thread-log.ts';

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => said(from + index));

/** A log over a thread of which the test says how long it is. */
function createWorld(entries: readonly Entry[] = [], known: readonly Entry[] = []) {
  const world = { entries, isDown: false, pageSize: 3 };
  const resumed: number[] = [];
  const asked: (number | undefined)[] = [];
  const kept: number[][] = [];
  const log = createThreadLog({
    recall: async () => known,
    keep: (held) => void kept.push(held.map(({ seq }) => seq)),
    async readPage(before = Infinity): Promise<Page> {
      asked.push(before === Infinity ? undefined : before);
      if (world.isDown) throw new Error('no relay');
      const page = world.entries.filter(({ seq }) => seq < before).slice(-world.pageSize);
      return { epoch: 'e', entries: page, newest: world.entries.at(-1)?.seq ?? 0 };
    },
    resume: (seq) => resumed.push(seq),
  });
  return { world, log, resumed, asked, kept, seqs: () => log.entries.value.map(({ seq }) => seq) };
}

test('opens with the newest page, and asks for what came meanwhile', async () => {
  const { log, seqs, resumed } = createWorld(range(1, 5));
  await log.open();
  expect(seqs()).toEqual([3, 4, 5]);
  expect(resumed).toEqual([5]);
  expect(log.hasOlder.value).toBe(true);
});

test('earlier pages stand before it, down to the beginning', async () => {
  const { log, seqs } = createWorld(range(1, 5));
  await log.open();
  await log.older();
  expect(seqs()).toEqual([1, 2, 3, 4, 5]);
  expect(log.hasOlder.value).toBe(false);
});

test('takes the next one, and drops what it knows', async () => {
  const { log, seqs } = createWorld(range(1, 2));
  await log.open();
  log.take(said(3));
  log.take(said(3));
  log.take(said(1));
  expect(seqs()).toEqual([1, 2, 3]);
});

test('asks once for what is missing in a hole, and never shows one', async () => {
  const { log, seqs, resumed } = createWorld(range(1, 2));
  await log.open();
  log.take(said(5));
  log.take(said(6));
  expect(resumed).toEqual([2, 2]);
  expect(seqs()).toEqual([1, 2]);
  for (const entry of range(3, 6)) log.take(entry);
  expect(seqs()).toEqual([1, 2, 3, 4, 5, 6]);
});

test('asks again for the same hole after the line broke', async () => {
  const { log, resumed } = createWorld(range(1, 2));
  await log.open();
  log.take(said(5));
  log.forgetAsked();
  log.take(said(6));
  expect(resumed).toEqual([2, 2, 2]);
});

test('what comes while a page is read is not lost', async () => {
  const { log, seqs } = createWorld(range(1, 3));
  const opening = log.open();
  log.take(said(5));
  log.take(said(4));
  await opening;
  expect(seqs()).toEqual([1, 2, 3, 4, 5]);
});

test('a reset reads the newest page instead of what is held', async () => {
  const { world, log, seqs } = createWorld(range(1, 3));
  await log.open();
  world.entries = range(1, 900);
  await log.reset();
  expect(seqs()).toEqual([898, 899, 900]);
});

test('a page that could not be read can be read again', async () => {
  const { world, log } = createWorld(range(1, 3));
  world.isDown = true;
  await log.open();
  expect(log.state.value).toBe('failed');
  world.isDown = false;
  await log.open();
  expect(log.state.value).toBe('ready');
});

test('what is known from before is shown without a page, and made good', async () => {
  const { world, log, asked, resumed, seqs } = createWorld(range(1, 9), range(4, 6));
  world.isDown = true;
  await log.open();
  expect([log.state.value, seqs(), asked, resumed]).toEqual(['ready', [4, 5, 6], [], [6]]);
});

test('what is held is kept whenever it grows', async () => {
  const { log, kept } = createWorld(range(1, 2));
  await log.open();
  log.take(said(3));
  log.take(said(3));
  expect(kept).toEqual([
    [1, 2],
    [1, 2, 3],
  ]);
});

test('a thread that begins here asks for nothing and takes its first entry', () => {
  const { log, asked, seqs } = createWorld();
  log.begin();
  log.take(said(1));
  expect([asked, seqs()]).toEqual([[], [1]]);
});

test('a thread nobody has opened keeps nothing', () => {
  const { log } = createWorld();
  log.take(said(1));
  expect(log.held()).toBe(0);
});

test('what is found among what is held needs no page', async () => {
  const { log, asked } = createWorld(range(1, 5));
  await log.open();
  await log.find(4);
  expect([log.passage.value, asked]).toEqual([undefined, [undefined]]);
});

test('what is found elsewhere is looked at in a passage, until it meets what is held', async () => {
  const { world, log, seqs } = createWorld(range(1, 90));
  world.pageSize = 50;
  await log.open();
  await log.find(20);
  expect(log.passage.value?.entries.value.map(({ seq }) => seq)).toContain(20);
  expect(seqs()[0]).toBe(41);
  await log.newer();
  expect(log.passage.value).toBeUndefined();
  expect(seqs()).toEqual(range(1, 90).map(({ seq }) => seq));
});

test('from a passage it goes back to the newest entries', async () => {
  const { log, seqs } = createWorld(range(1, 90));
  await log.open();
  await log.find(20);
  log.leavePassage();
  expect(log.passage.value).toBeUndefined();
  expect(seqs()).toEqual([88, 89, 90]);
});
