import { beforeEach, describe, expect, it } from 'vitest';
import { createStop } from '../domain/stop.ts';
import { createWhenWritten, type AnsweringAt } from './when-written.ts';

let seen: string[];
let unwritten: Set<() => void>;
let told: [string | number, () => void][];

beforeEach(() => {
  seen = [];
  unwritten = new Set();
  told = [];
});

const written = (id: string | number, act: () => void) => void told.push([id, act]);

function answering(over: Partial<AnsweringAt> = {}) {
  const { signal, stop } = createStop();
  const one = createWhenWritten({ unwritten, ...over }, 0, signal);
  one.whenWritten(
    () => seen.push('written'),
    () => seen.push('lost'),
  );
  return { ...one, stop };
}

describe('an answer', () => {
  it('counts as written when its tool has returned, where the door cannot tell', () => {
    const { returned } = answering();
    expect(seen).toEqual([]);
    returned();
    expect(seen).toEqual(['written']);
  });

  it('is written when the door says so, where it can tell', () => {
    const { returned, failed, stop } = answering({ written });
    returned();
    expect(seen).toEqual([]);
    expect(told.map(([id]) => id)).toEqual([0]);
    for (const [, act] of told) act();
    stop();
    failed();
    expect(seen).toEqual(['written']);
    expect(unwritten.size).toBe(0);
  });

  it.each<[string, Partial<AnsweringAt>]>([
    ['where the door cannot tell', {}],
    ['where it can', { written }],
  ])('is lost once its caller is gone, its tool has failed or the connection has ended, %s', (_, door) => {
    const ends: ((call: ReturnType<typeof answering>) => void)[] = [
      ({ stop }) => stop(),
      ({ failed }) => failed(),
      () => {
        for (const lose of unwritten) lose();
      },
    ];
    for (const end of ends) {
      const call = answering(door);
      end(call);
      call.returned();
      for (const [, act] of told) act();
      expect(seen.splice(0)).toEqual(['lost']);
      expect(unwritten.size).toBe(0);
    }
  });

  it('is lost from the beginning for a caller who is gone already', () => {
    const { signal, stop } = createStop();
    stop();
    const { whenWritten, returned } = createWhenWritten({ unwritten }, 1, signal);
    whenWritten(
      () => seen.push('written'),
      () => seen.push('lost'),
    );
    returned();
    expect(seen).toEqual(['lost']);
  });
});
