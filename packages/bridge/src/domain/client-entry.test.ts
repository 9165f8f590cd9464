import { describe, expect, it } from 'vitest';
import { isEntryName } from './client-entry.ts';

describe('the name of an entry', () => {
  it.each(['openclaw', 'claw-2', 'A_b', 'x'.repeat(64)])('can be %s', (name) => {
    expect(isEntryName(name)).toBe(true);
  });

  it.each(['', '-x', '_x', '__proto__', 'my claw', 'a.b', 'a/b', 'é', 'x'.repeat(65), 'a\n'])(
    'cannot be %j',
    (name) => {
      expect(isEntryName(name)).toBe(false);
    },
  );
});
