import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { CLOSES } from './closes.ts';
import { dial } from './dial.ts';
import { BEAT_MS, RECONNECT_MOST_MS } from './limits.ts';
import type { LineState } from './line.ts';
import { createScriptedSocket, type ScriptedSocket } from './scripted-socket.fixture.ts';
import { createSteppedClock } from './stepped-clock.fixture.ts';

const schema = z.object({ word: z.string() });

interface Setting {
  readonly kind?: 'ws' | 'browser';
  readonly hasBeat?: boolean;
  readonly chance?: number;
  /** How many attempts find no way to make a socket. */
  readonly unmade?: number;
}

function begin({ kind = 'browser', hasBeat = true, chance = 0.5, unmade = 0 }: Setting = {}) {
  const clock = createSteppedClock();
  const sockets: ScriptedSocket[] = [];
  const states: LineState[] = [];
  const words: string[] = [];
  let attempts = 0;
  const line = dial<{ word: string }, unknown>({
    connect() {
      if (++attempts <= unmade) throw new Error('no address');
      const socket = createScriptedSocket(kind);
      sockets.push(socket);
      return socket;
    },
    schema,
    hello: () => ({ hello: sockets.length }),
    onFrame: ({ word }) => words.push(word),
    onState: (state) => states.push(state),
    ...(hasBeat ? { beat: (n: number) => ({ beat: n }) } : {}),
    clock,
    chance: () => chance,
  });
  /** The newest one. */
  const socket = () => sockets.at(-1)!;
  const kinds = () => states.map((state) => state.kind);
  return { line, clock, sockets, socket, states, kinds, words };
}

/** Has said something, and is well. */
function stand(setting?: Setting) {
  const begun = begin(setting);
  begun.socket().opens();
  begun.socket().says({ word: 'welcome' });
  return begun;
}

describe('a line that stands', () => {
  it('says hello first', () => {
    const { line, socket, kinds } = begin();
    expect([line.isOpen(), kinds()]).toEqual([false, ['connecting']]);
    socket().opens();
    expect([line.isOpen(), kinds()]).toEqual([true, ['connecting', 'open']]);
    expect(socket().sent).toEqual([{ hello: 1 }]);
  });

  it('brings what the other end says, and takes what this end says', () => {
    const { line, socket, words } = stand();
    expect(line.send({ word: 'yes' })).toBe(true);
    expect([words, socket().sent.at(-1)]).toEqual([['welcome'], { word: 'yes' }]);
  });

  it('takes nothing before it is open, nor after', () => {
    const { line, socket } = begin();
    expect(line.send({ word: 'early' })).toBe(false);
    socket().opens();
    socket().ends(1006);
    expect([line.send({ word: 'late' }), line.bufferedAmount()]).toEqual([false, 0]);
    expect(socket().sent).toEqual([{ hello: 1 }]);
  });

  it('asks after a beat of silence, with another number each time', () => {
    const { clock, socket } = stand();
    clock.advance(BEAT_MS);
    socket().says({ word: 'pong' });
    clock.advance(BEAT_MS);
    expect(socket().sent.slice(1)).toEqual([{ beat: 1 }, { beat: 2 }]);
  });

  it('does not ask while things come', () => {
    const { clock, socket } = stand();
    for (let n = 0; n < 10; n++) {
      clock.advance(BEAT_MS - 1);
      socket().says({ word: 'on' });
    }
    expect(socket().sent).toEqual([{ hello: 1 }]);
  });
});

describe('a line that breaks', () => {
  it('is dialled again, and says hello again', () => {
    const { clock, socket, sockets, states } = stand();
    socket().ends(1001, 'leaving');
    expect(states.at(-1)).toEqual({
      kind: 'waiting',
      nextAttemptAt: clock.now() + 250,
      code: 1001,
      reason: 'leaving',
    });
    clock.advance(249);
    expect(sockets).toHaveLength(1);
    clock.advance(1);
    socket().opens();
    expect(socket().sent).toEqual([{ hello: 2 }]);
  });

  it('waits longer and longer while nobody answers, ten seconds at most, and starts anew once somebody does', () => {
    const { clock, socket, states } = begin({ chance: 0.999_999 });
    const waits: number[] = [];
    const fail = () => {
      socket().ends(1006);
      const state = states.at(-1);
      const wait = state?.kind === 'waiting' ? state.nextAttemptAt - clock.now() : Number.NaN;
      waits.push(wait);
      clock.advance(wait);
    };
    for (let n = 0; n < 7; n++) fail();
    expect(waits).toEqual([1000, 2000, 4000, 8000, RECONNECT_MOST_MS, RECONNECT_MOST_MS, RECONNECT_MOST_MS]);
    socket().opens();
    socket().says({ word: 'welcome' });
    fail();
    expect(waits.at(-1)).toBe(500);
  });

  it('that opens and says nothing is no line that works', () => {
    const { clock, socket, states } = begin({ chance: 0.999_999 });
    for (let n = 0; n < 8; n++) {
      socket().opens();
      socket().ends(1006);
      clock.advance(RECONNECT_MOST_MS);
    }
    socket().ends(1006);
    expect(states.at(-1)).toMatchObject({ nextAttemptAt: clock.now() + RECONNECT_MOST_MS });
  });

  it.each([CLOSES.busy, CLOSES.malformed, CLOSES.tooLarge])(
    'by %i is given a rest, whatever it said before',
    (code) => {
      const { clock, socket, states } = stand();
      socket().ends(code);
      expect(states.at(-1)).toMatchObject({ nextAttemptAt: clock.now() + RECONNECT_MOST_MS / 2 });
    },
  );

  it('says what went wrong, where the socket tells', () => {
    const { socket, states } = begin();
    socket().fails('Unexpected server response: 401');
    expect(states.at(-1)).toMatchObject({ code: 1006, reason: 'Unexpected server response: 401' });
  });

  it('before there is a socket is dialled again, too', () => {
    const { clock, socket, states, kinds } = begin({ unmade: 1 });
    expect(states.at(-1)).toMatchObject({ kind: 'waiting', code: 1006, reason: 'no address' });
    clock.advance(RECONNECT_MOST_MS);
    socket().opens();
    expect(kinds()).toEqual(['connecting', 'waiting', 'connecting', 'open']);
  });

  it.each([['no JSON'], [{ word: 1 }], ['null']])('hears no more of a socket that says %j', (data) => {
    const { socket, sockets, states, words, clock } = stand();
    const bad = socket();
    bad.says(data);
    expect(states.at(-1)).toMatchObject({ kind: 'waiting', code: CLOSES.malformed });
    expect(bad.closed).toMatchObject({ code: 1000 });
    bad.says({ word: 'late' });
    bad.ends(1000);
    clock.advance(RECONNECT_MOST_MS);
    expect([words, sockets.length]).toEqual([['welcome'], 2]);
  });

  it('takes bytes for no frame', () => {
    const { socket, states } = stand();
    socket().onmessage?.({ data: new Uint8Array([1]) });
    expect(states.at(-1)).toMatchObject({ kind: 'waiting', code: CLOSES.malformed });
  });
});

describe('a line on which nobody is any more', () => {
  it('is given up after two beats, and dialled again', () => {
    const { clock, socket, sockets, states } = stand();
    clock.advance(2 * BEAT_MS - 1);
    expect(states.at(-1)?.kind).toBe('open');
    clock.advance(1);
    expect(states.at(-1)).toMatchObject({ kind: 'waiting', code: CLOSES.silent });
    expect(socket().closed).toBeDefined();
    clock.advance(250);
    expect(sockets).toHaveLength(2);
  });

  it('is given up when it never opens', () => {
    const { clock, states } = begin();
    clock.advance(2 * BEAT_MS);
    expect(states.at(-1)).toMatchObject({ kind: 'waiting', code: CLOSES.silent });
  });

  it('is told by pings, where the socket tells of them', () => {
    const { clock, socket, states } = stand({ kind: 'ws', hasBeat: false });
    for (let n = 0; n < 10; n++) {
      clock.advance(2 * BEAT_MS - 1);
      socket().pings();
    }
    expect(states.at(-1)?.kind).toBe('open');
    clock.advance(2 * BEAT_MS);
    expect(states.at(-1)).toMatchObject({ kind: 'waiting', code: CLOSES.silent });
  });

  it('cannot be told where neither is to be had', () => {
    const { clock, states } = stand({ hasBeat: false });
    clock.advance(100 * BEAT_MS);
    expect(states.at(-1)?.kind).toBe('open');
  });
});

describe('a line that is woken', () => {
  it('dials at once instead of waiting', () => {
    const { line, clock, socket, sockets } = stand();
    socket().ends(1006);
    line.wake();
    expect(sockets).toHaveLength(2);
    clock.advance(RECONNECT_MOST_MS);
    expect(sockets).toHaveLength(2);
  });

  it('makes sure that the other end is there, within five seconds', () => {
    const { line, clock, socket, states } = stand();
    line.wake();
    expect(socket().sent.at(-1)).toEqual({ beat: 1 });
    clock.advance(4_000);
    line.wake();
    clock.advance(1_000);
    expect(states.at(-1)).toMatchObject({ kind: 'waiting', code: CLOSES.silent });
  });

  it('stays when the other end is there', () => {
    const { line, clock, socket, states } = stand();
    line.wake();
    socket().says({ word: 'pong' });
    clock.advance(BEAT_MS);
    expect(states.at(-1)?.kind).toBe('open');
  });

  it('leaves an attempt alone', () => {
    const { line, sockets } = begin();
    line.wake();
    expect(sockets).toHaveLength(1);
  });
});

describe('a line nobody wants', () => {
  it.each([CLOSES.gone, CLOSES.version, CLOSES.replaced])('is not dialled again after %i', (code) => {
    const { clock, socket, sockets, states } = stand();
    socket().ends(code, 'why');
    expect(states.at(-1)).toEqual({ kind: 'stopped', code, reason: 'why' });
    clock.advance(10 * RECONNECT_MOST_MS);
    expect([sockets.length, clock.waiting()]).toEqual([1, 0]);
  });

  it('is dialled when somebody asks for it', () => {
    const { line, socket, kinds } = stand();
    socket().ends(CLOSES.gone);
    line.wake();
    socket().opens();
    expect(kinds().slice(-3)).toEqual(['stopped', 'connecting', 'open']);
  });
});

describe('a line that is closed', () => {
  it('says why, and is over', () => {
    const { line, clock, socket, sockets, kinds } = stand();
    line.close(1000, 'bye');
    expect(socket().closed).toEqual({ code: 1000, reason: 'bye' });
    socket().ends(1000);
    line.wake();
    expect([line.isOpen(), line.send({}), clock.waiting(), sockets.length]).toEqual([false, false, 0, 1]);
    expect(kinds()).toEqual(['connecting', 'open']);
  });

  it('dials no more', () => {
    const { line, clock, socket, sockets } = stand();
    socket().ends(1006);
    line.close();
    clock.advance(RECONNECT_MOST_MS);
    expect([clock.waiting(), sockets.length]).toEqual([0, 1]);
  });

  it('while it is being dialled leaves nothing behind', () => {
    const { line, clock, socket, kinds } = begin();
    line.close();
    socket().opens();
    expect([clock.waiting(), kinds()]).toEqual([0, ['connecting']]);
  });
});
