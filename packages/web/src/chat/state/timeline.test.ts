import type { Entry } from '@clawbridge/wire';
import { expect, test } from 'vitest';
import type { Waiting } from './outbox.ts';
import { answered, said } from './said.fixture.ts';
import { runningItem, timelineOf, type Item } from './timeline.ts';

const waitingFor = (cid: string, more: Partial<Waiting> = {}): Waiting => ({
  cid,
  thread: 't',
  text: cid,
  files: [],
  at: 9_000,
  ...more,
});

function shown(
  entries: readonly Entry[],
  waiting: readonly Waiting[] = [],
  underway: readonly string[] = [],
): readonly Item[] {
  return timelineOf({ entries, waiting, underway: new Set(underway) }).filter(({ kind }) => kind !== 'day');
}
const head = (seq: number) => ({ seq, id: `x${seq}`, at: seq * 1000 });
const deliveries = (items: readonly Item[]) =>
  items.flatMap((item) => (item.kind === 'mine' ? [item.delivery] : []));

test('a message says how far it has come', () => {
  const entries: Entry[] = [
    said(1),
    said(2),
    said(3),
    { ...head(4), kind: 'delivered', of: 'm1' },
    { ...head(5), kind: 'undeliverable', of: 'm2', reason: 'Not paired.' },
  ];
  const items = shown(
    entries,
    [waitingFor('a'), waitingFor('b'), waitingFor('c', { fault: { message: 'No.' } })],
    ['a'],
  );
  expect(deliveries(items)).toEqual(['delivered', 'undeliverable', 'sent', 'sending', 'queued', 'failed']);
  expect(items[1]).toMatchObject({ fault: { message: 'Not paired.' } });
});

test('whoever is answered was heard', () => {
  expect(deliveries(shown([said(1), answered(2, { turn: 'm1' })]))).toEqual(['delivered']);
});

test('a message that is in the log does not wait any more', () => {
  expect(shown([said(1)], [waitingFor('c1')])).toHaveLength(1);
});

test('a message keeps its key on the way from the outbox into the log', () => {
  expect(shown([], [waitingFor('c1')])[0]?.key).toBe(shown([said(1)])[0]?.key);
});

test('an answer keeps the key of what was shown while it was written', () => {
  const running = runningItem({ turn: 'm1', text: 'Hel', tools: [] });
  const items = shown([answered(2, { turn: 'm1' }), answered(3, { turn: 'm1' })]);
  expect(items.map(({ key }) => key)).toEqual([running.key, 'a3']);
});

test('what was said instead of another marks the other, also while it waits', () => {
  const isEdited = (items: readonly Item[]) => items.map((item) => item.kind === 'mine' && item.isEdited);
  expect(isEdited(shown([said(1), said(2, { replaces: 'm1' })]))).toEqual([true, false]);
  expect(isEdited(shown([said(1)], [waitingFor('a', { replaces: 'm1' })]))).toEqual([true, false]);
});

test('a question shows how it was decided', () => {
  const approval = { id: 'ap', what: 'rm', choices: ['deny' as const] };
  const asked: Entry = { ...head(1), kind: 'approval', approval };
  expect(shown([asked])).toMatchObject([{ kind: 'approval', decision: undefined }]);
  expect(shown([asked, { ...head(2), kind: 'decided', approval: 'ap', decision: 'deny' }])).toMatchObject([
    { kind: 'approval', decision: 'deny' },
  ]);
});

test('each day begins with its name', () => {
  const at = (day: number) => new Date(2026, 10, day, 12).getTime();
  const entries = [said(1, { at: at(1) }), said(2, { at: at(1) }), said(3, { at: at(2) })];
  const kinds = timelineOf({ entries, waiting: [], underway: new Set() }).map(({ kind }) => kind);
  expect(kinds).toEqual(['day', 'mine', 'mine', 'day', 'mine']);
});
