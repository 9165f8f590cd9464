import { describe, expect, it } from 'vitest';
import { shownHost, shownName } from './shown.ts';

describe('a name', () => {
  it.each([
    ['Claude Code (my-laptop)', 'Claude Code (my-laptop)'],
    ['  小智   助手 ', '小智 助手'],
    ['gnp.\u202Eexe', 'gnp. exe'],
    ['Clau\u200Bde', 'Clau de'],
    ['a\u0000b\u001B[31mc', 'a b [31mc'],
    ['two\nlines', 'two ⏎ lines'],
    ['Z\u0301\u0302\u0303\u0304\u0305!', 'Z\u0301\u0302!'],
    ['half \uD800', 'half \uFFFD'],
    ['\u3164\u115F\u200B \u2060', ''],
    ['', ''],
  ])('%j is shown as %j', (name, shown) => {
    expect(shownName(name)).toBe(shown);
  });

  it('of ten megabytes is cut short', () => {
    expect(shownName('name '.repeat(2_000_000))).toMatch(/^(name ){11}name…$/);
    expect(shownName('👍'.repeat(10_000))).toMatch(/^👍{29}…$/u);
  });
});

describe('a host', () => {
  const plain = (host: string) => shownHost(host).markup.replaceAll(/<\/?(bdi|wbr)( \/)?>/g, '');

  it.each(['claude.ai', 'localhost:8787', '[::1]:80', 'cursor://anysphere.cursor-mcp', ''])(
    '%j is shown as it is',
    (host) => {
      expect(plain(host)).toBe(host);
    },
  );

  it('that is long keeps its end, which says whose it is', () => {
    const shown = plain(`claude.ai.${'login.'.repeat(100)}evil.example`);
    expect(shown).toMatch(/^….*login\.evil\.example$/);
    expect(shown).toHaveLength(120);
  });

  it('may be broken after a dot', () => {
    expect(shownHost('a.b').markup).toBe('<bdi>a.<wbr />b<wbr /></bdi>');
  });

  it('can neither turn around nor leave its place', () => {
    expect(plain('evil.\u202Eia.edualc')).toBe('evil. ia.edualc');
    expect(plain('<b>')).toBe('&lt;b&gt;');
  });
});
