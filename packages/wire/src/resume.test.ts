import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_REPLAY } from './limits.ts';
import { arrival, resume } from './resume.ts';

const extent = (newest: number) => ({ epoch: 'this', newest });

describe('whoever comes back', () => {
  it.each([
    ['misses nothing', { epoch: 'this', seq: 7 }, 7, { kind: 'current' }],
    ['has never had anything of an empty thread', { epoch: 'this', seq: 0 }, 0, { kind: 'current' }],
    ['gets what came after', { epoch: 'this', seq: 5 }, 7, { kind: 'replay', after: 5 }],
    ['gets the whole of a short thread', { epoch: 'this', seq: 0 }, MAX_REPLAY, { kind: 'replay', after: 0 }],
    ['has missed too much', { epoch: 'this', seq: 0 }, MAX_REPLAY + 1, { kind: 'reset' }],
    ['knows another log', { epoch: 'other', seq: 7 }, 7, { kind: 'reset' }],
    ['knows no log', { epoch: undefined, seq: 0 }, 7, { kind: 'reset' }],
    ['knows more than there is', { epoch: 'this', seq: 8 }, 7, { kind: 'reset' }],
  ])('%s', (_, known, newest, expected) => {
    expect(resume(known, extent(newest))).toEqual(expected);
  });
});

describe('what arrives', () => {
  it.each([
    [4, 5, 'next'],
    [0, 1, 'next'],
    [5, 5, 'known'],
    [5, 1, 'known'],
    [5, 7, 'hole'],
  ])('held up to %i, entry %i is %s', (held, seq, expected) => {
    expect(arrival(held, seq)).toBe(expected);
  });
});

/** Breaks lose and double what was on its way; a browser that follows the rule ends with every entry once, in order. */
it('a log is whole again after any breaks', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('written' as const), count: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ kind: fc.constant('lost' as const), count: fc.integer({ min: 1, max: 5 }) }),
    fc.constant({ kind: 'comes back' as const, count: 0 }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let newest = 0;
      const log: number[] = [];
      const held = () => log.at(-1) ?? 0;
      const take = (seq: number) => {
        const what = arrival(held(), seq);
        if (what === 'next') log.push(seq);
        if (what === 'hole') comeBack();
      };
      const comeBack = () => {
        const how = resume({ epoch: 'this', seq: held() }, extent(newest));
        if (how.kind === 'replay') for (let seq = how.after + 1; seq <= newest; seq++) take(seq);
      };
      for (const { kind, count } of [...steps, { kind: 'comes back' as const, count: 0 }]) {
        if (kind === 'comes back') comeBack();
        for (let n = 0; n < count; n++) {
          newest += 1;
          if (kind === 'written') take(newest);
        }
      }
      expect(log).toEqual(Array.from({ length: newest }, (_, index) => index + 1));
    }),
  );
});
