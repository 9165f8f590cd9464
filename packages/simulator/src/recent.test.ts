import { describe, expect, it } from 'vitest';
import { Recent } from './recent.ts';

describe('a map of recent entries', () => {
  it('keeps the newest and forgets the oldest', () => {
    const recent = new Recent<number>(3);
    for (let i = 0; i < 10; i += 1) recent.set(`key ${i}`, i);
    expect([7, 8, 9].map((i) => recent.get(`key ${i}`))).toEqual([7, 8, 9]);
    expect(recent.get('key 0')).toBeUndefined();
    expect(recent.values().length).toBeLessThanOrEqual(6);
  });

  it('keeps what is read', () => {
    const recent = new Recent<string>(3);
    recent.set('used', 'still here');
    for (let i = 0; i < 100; i += 1) {
      recent.set(`key ${i}`, 'x');
      expect(recent.get('used')).toBe('still here');
    }
  });

  it('forgets what is deleted, young or old', () => {
    const recent = new Recent<string>(2);
    for (const key of ['old', 'older', 'young']) recent.set(key, key);
    expect([recent.delete('old'), recent.delete('young'), recent.delete('none')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(recent.values()).toEqual(['older']);
  });

  it('lists each entry once', () => {
    const recent = new Recent<string>(2);
    recent.set('a', 'old');
    recent.set('b', 'b');
    recent.set('a', 'new');
    expect(recent.values().toSorted()).toEqual(['b', 'new']);
  });
});
