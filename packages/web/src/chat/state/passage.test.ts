import type { Page } from '@clawbridge/wire';
import { expect, test } from 'vitest';
import { readPassage } from './passage.ts';
import { said } from './said.fixture.ts';

/** A thread of 300 entries, read 50 at a time. */
async function readPage(before = 301): Promise<Page> {
  const end = Math.min(before - 1, 300);
  const start = Math.max(1, end - 49);
  const entries = Array.from({ length: end - start + 1 }, (_, index) => said(start + index));
  return { epoch: 'e', entries, newest: 300 };
}

async function open(seq: number) {
  const passage = await readPassage(readPage, seq);
  const ends = () => [passage.entries.value[0]?.seq, passage.entries.value.at(-1)?.seq];
  return { passage, ends };
}

test('is the page around what was found', async () => {
  const { passage, ends } = await open(100);
  expect(ends()).toEqual([75, 124]);
  expect(passage.hasOlder.value).toBe(true);
});

test('is read on to both sides, without holes', async () => {
  const { passage, ends } = await open(100);
  await Promise.all([passage.older(), passage.newer(), passage.newer()]);
  expect(ends()).toEqual([25, 149]);
  expect(passage.entries.value.map(({ seq }) => seq)).toEqual(
    Array.from({ length: 125 }, (_, index) => index + 25),
  );
});

test('ends where the thread begins', async () => {
  const { passage, ends } = await open(3);
  expect(ends()).toEqual([1, 27]);
  expect(passage.hasOlder.value).toBe(false);
});
