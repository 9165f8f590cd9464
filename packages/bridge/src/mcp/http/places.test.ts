import { describe, expect, it } from 'vitest';
import { createPlaces } from './places.ts';

describe('places', () => {
  it('are taken and given back', () => {
    const places = createPlaces({ most: 2, mostEach: 2 });
    const leave = places.take('a');
    places.take('a');
    expect(places.take('b')).toBeUndefined();
    leave?.();
    expect(places.take('b')).toBeDefined();
    expect(places.taken()).toBe(2);
  });

  it('are given back once', () => {
    const places = createPlaces({ most: 10, mostEach: 10 });
    const leave = places.take('a');
    places.take('a');
    leave?.();
    leave?.();
    expect(places.taken()).toBe(1);
  });

  it('are not all for one', () => {
    const places = createPlaces({ most: 10, mostEach: 2 });
    expect([places.take('a'), places.take('a'), places.take('a')]).toEqual([
      expect.any(Function),
      expect.any(Function),
      undefined,
    ]);
    expect(places.take('b')).toBeDefined();
  });
});
