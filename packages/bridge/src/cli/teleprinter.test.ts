import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTeleprinter } from './teleprinter.ts';

/** What stands on the terminal after the text grew like this and ended like that. */
function printed(growing: readonly string[], final: string): string {
  let screen = '';
  const printer = createTeleprinter((piece) => (screen += piece));
  for (const text of growing) printer.show({ text });
  printer.finish(final);
  return screen;
}

describe('the teleprinter', () => {
  it('prints every piece once, as it comes', () => {
    const pieces: string[] = [];
    const printer = createTeleprinter((piece) => pieces.push(piece));
    for (const text of ['Hel', 'Hello', 'Hello']) printer.show({ text });
    printer.finish('Hello!\n');
    expect(pieces.filter((piece) => piece !== '')).toEqual(['Hel', 'lo', '!\n']);
  });

  it('prints the whole answer when nothing was seen of it before', () => {
    expect(printed([], 'Hello\n')).toBe('Hello\n');
  });

  it('prints the whole answer below when the agent took back what was printed', () => {
    expect(printed(['I think'], 'Sorry, no.')).toBe('I think\n\nSorry, no.');
  });

  it('waits with a text that does not go on from what was printed', () => {
    expect(printed(['one', 'other', 'one two'], 'one two three')).toBe('one two three');
  });

  it('ends with the final text, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), (growing, final) => {
        expect(printed(growing, final).endsWith(final)).toBe(true);
      }),
    );
  });
});
