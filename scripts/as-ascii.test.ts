import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runInThisContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asAscii } from './as-ascii.mjs';

const run = (program: string): unknown => runInThisContext(program);

describe('a program in ASCII', () => {
  it('finds with its regular expressions what it found before', () => {
    const program = asAscii('["任务三。", "x…”"].map((one) => /[。！？…”]$|😀/u.exec(one)?.[0])');
    expect(program).not.toMatch(/[\u0080-\uffff]/);
    expect(run(program)).toEqual(['。', '”']);
  });

  it('says in templates what it said before', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const quoted = text.replaceAll(/[\\`$]/g, '\\$&');
        expect(run(asAscii(`((parts) => parts.join(""))\`${quoted}\``))).toBe(
          text.replaceAll(/\r\n?/g, '\n'),
        );
      }),
    );
  });

  it('is refused where it would be another program', () => {
    expect(() => asAscii('/\\…/')).toThrow('cannot be written in ASCII');
    expect(() => asAscii('String.raw`…`')).toThrow('cannot be written in ASCII');
    expect(asAscii('/\\\\…/')).toBe('/\\\\\\u2026/');
  });

  it('is what was built', () => {
    const main = fileURLToPath(new URL('../packages/bridge/dist/main.cjs', import.meta.url));
    expect(readFileSync(main).every((byte) => byte < 128)).toBe(true);
  });
});
