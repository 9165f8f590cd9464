import type { Live } from '@clawbridge/wire';
import { describe, expect, it } from 'vitest';
import { createPartials } from './partials.ts';

function watch() {
  const shown: Live[] = [];
  const state = { socket: {}, isCrowded: false, due: undefined as (() => void) | undefined };
  const partials = createPartials({
    turn: 't1',
    show(live) {
      if (!state.isCrowded) shown.push(live);
      return !state.isCrowded;
    },
    socket: () => state.socket,
    after(_ms, act) {
      state.due = act;
      return () => (state.due = undefined);
    },
  });
  return {
    shown,
    state,
    partials,
    /** It grows, and the time to show it comes. */
    grow(text: string) {
      partials.update(() => text);
      state.due?.();
    },
  };
}

const partial = (at: number, text: string) => ({ type: 'partial', turn: 't1', at, text });

describe('an answer while it is written', () => {
  it('is shown now and then, and of it what is new', () => {
    const { shown, state, partials, grow } = watch();
    partials.update(() => 'a');
    partials.update(() => 'ab');
    expect(shown).toEqual([]);
    state.due?.();
    grow('abcd');
    expect(shown).toEqual([partial(0, 'ab'), partial(2, 'cd')]);
  });

  it('is corrected from where it has changed', () => {
    const { shown, grow } = watch();
    grow('one two');
    grow('one three');
    expect(shown.at(-1)).toEqual(partial(5, 'hree'));
  });

  it('makes good what was dropped', () => {
    const { shown, state, grow } = watch();
    grow('a');
    state.isCrowded = true;
    grow('ab');
    state.isCrowded = false;
    grow('abc');
    expect(shown).toEqual([partial(0, 'a'), partial(1, 'bc')]);
  });

  it('is shown as a whole over a new socket', () => {
    const { shown, state, grow } = watch();
    grow('a');
    state.socket = {};
    grow('ab');
    expect(shown.at(-1)).toEqual(partial(0, 'ab'));
  });

  it('is not shown any more once it is answered', () => {
    const { shown, state, partials } = watch();
    partials.update(() => 'a');
    partials.stop();
    state.due?.();
    expect(shown).toEqual([]);
  });
});
