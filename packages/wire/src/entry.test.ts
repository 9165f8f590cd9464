import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { attachments, entry, id, text, toolCards } from './entry.ts';
import { linkFrame } from './link-frames.ts';
import {
  MAX_ATTACHMENTS,
  MAX_FILE_NAME_CHARS,
  MAX_FRAME_BYTES,
  MAX_RESUMED_THREADS,
  MAX_TEXT_CHARS,
} from './limits.ts';
import { peerFrame } from './peer-frames.ts';

const file = { id: 'f', name: 'a', type: 'image/png', size: 0 };
const uuid = '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b';

it.each(['018f', uuid, 'a'.repeat(64)])('%s may name something', (name) => {
  expect(id.safeParse(name).success).toBe(true);
});

it.each(['', 'A', 'a.b', 'a/b', '../a', 'a b', 'a'.repeat(65), 'ä'])('%j names nothing', (name) => {
  expect(id.safeParse(name).success).toBe(false);
});

it('what is said has an end', () => {
  expect(text.safeParse('x'.repeat(MAX_TEXT_CHARS)).success).toBe(true);
  expect(text.safeParse('x'.repeat(MAX_TEXT_CHARS + 1)).success).toBe(false);
});

it('a message has few files, with names one can show', () => {
  const some = (count: number, name = 'a') => Array.from({ length: count }, () => ({ ...file, name }));
  expect(attachments.safeParse(some(MAX_ATTACHMENTS)).success).toBe(true);
  expect(attachments.safeParse(some(MAX_ATTACHMENTS + 1)).success).toBe(false);
  expect(attachments.safeParse(some(1, 'x'.repeat(MAX_FILE_NAME_CHARS + 1))).success).toBe(false);
});

it('a turn shows a hundred cards', () => {
  const cards = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ id: `${n}`, name: 'exec', title: 'Exec', status: 'running' }));
  expect(toolCards.safeParse(cards(100)).success).toBe(true);
  expect(toolCards.safeParse(cards(101)).success).toBe(false);
});

it.each([
  { kind: 'said', cid: 'c', text: 'hi', attachments: [], seq: 0, id: 'e', at: 1.5 },
  { kind: 'answered', text: 'hi', attachments: [], seq: 1, id: 'e', at: 1 },
  { kind: 'decided', approval: 'a', decision: 'perhaps', seq: 1, id: 'e', at: 1 },
  { kind: 'rumour', text: 'hi', seq: 1, id: 'e', at: 1 },
])('%j is no entry', (record) => {
  expect(entry.safeParse(record).success).toBe(false);
});

it('who comes back names no more threads than there is room for', () => {
  const hello = (count: number) => ({
    type: 'hello',
    version: 1,
    threads: Array.from({ length: count }, () => ({ id: uuid, seq: 1 })),
  });
  expect(peerFrame.safeParse(hello(MAX_RESUMED_THREADS)).success).toBe(true);
  expect(peerFrame.safeParse(hello(MAX_RESUMED_THREADS + 1)).success).toBe(false);
});

/** What JSON makes six bytes of one unit at most: a control character, or half of a pair. */
it('the longest message fits into a frame, whatever it is written with', () => {
  const unit = fc.oneof(
    fc.constantFrom('\u0000', '\ud800', '"', '\\', '中', '😀', 'a'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }),
  );
  fc.assert(
    fc.property(unit, (part) => {
      const long = part.repeat(MAX_TEXT_CHARS).slice(0, MAX_TEXT_CHARS);
      const frame = {
        type: 'reply',
        ref: Number.MAX_SAFE_INTEGER,
        nonce: 'n'.repeat(200),
        to: 't'.repeat(200),
        turn: uuid,
        text: long,
        attachments: Array.from({ length: MAX_ATTACHMENTS }, () => uuid),
        isFinal: true,
      };
      expect(linkFrame.safeParse(frame).success).toBe(true);
      expect(new TextEncoder().encode(JSON.stringify(frame)).length).toBeLessThan(MAX_FRAME_BYTES);
    }),
    { numRuns: 10 },
  );
});
