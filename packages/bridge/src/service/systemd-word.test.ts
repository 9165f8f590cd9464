import fc from 'fast-check';
import { expect, it } from 'vitest';
import { systemdArgument, systemdWord } from './systemd-word.ts';

const text = fc.string({
  unit: fc.constantFrom('a', ' ', '%', '$', '"', "'", '\\', '{', '}', '贾'),
  maxLength: 20,
});

it('is what systemd makes of it again, whatever is in it', () => {
  fc.assert(
    fc.property(text, (word) => {
      expect(unquoted(systemdWord(word))).toBe(word);
      expect(unquoted(systemdArgument(word)).replaceAll('$$', '$')).toBe(word);
      expect(/(?<!\$)\$(\$\$)*(?!\$)/.test(systemdArgument(word))).toBe(false);
    }),
  );
});

/** As systemd reads a word: quotes off, escapes, then specifiers. */
function unquoted(word: string): string {
  expect(word).toMatch(/^".*"$/);
  const plain = word.slice(1, -1).replaceAll(/\\(.)/g, '$1');
  expect(plain.replaceAll('%%', '')).not.toContain('%');
  return plain.replaceAll('%%', '%');
}
