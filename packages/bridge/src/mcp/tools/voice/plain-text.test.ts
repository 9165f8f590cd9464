import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText, type PlainWords } from './plain-text.ts';

const EN: PlainWords = { codeLeftOut: 'code left out', link: 'a link', fullStop: '.', comma: ', ' };
const ZH: PlainWords = { codeLeftOut: '代码已省略', link: '链接', fullStop: '。', comma: '，' };

const said = (markdown: string, words = EN) => plainText(markdown, words).replaceAll(/\s+/g, ' ');

describe('Markdown to be read out', () => {
  it.each([
    ['words as they are', 'It rains.', 'It rains.'],
    ['a heading as a sentence', '# Weather\n\nIt rains.', 'Weather. It rains.'],
    ['emphasis without its marks', '**Yes**, _really_, ~~no~~ `now`.', 'Yes, really, no now.'],
    ['items as sentences', '- one\n- two!\n  - three\n1. four', 'one. two! three. four.'],
    ['an item that is to be done', '- [ ] buy milk', 'buy milk.'],
    ['a link by its words', 'See [the docs](https://example.com/x?a=b).', 'See the docs.'],
    ['a bare address as a link', 'See https://example.com/a_b_c for more.', 'See a link for more.'],
    [
      'what stands behind an address',
      'See https://a.b/c. Then "www.a.b", (http://a.b).',
      'See a link. Then "a link", (a link).',
    ],
    ['an address in brackets as a link', 'See <https://example.com>.', 'See a link.'],
    ['an image by what it shows', '![a cat](cat.png) sleeps.', 'a cat sleeps.'],
    ['code not at all', 'Do:\n```sh\nrm -rf /\n```\nDone.', 'Do: code left out. Done.'],
    ['code that does not end not at all', 'Do:\n~~~\nrm -rf /', 'Do: code left out.'],
    ['code in an item not at all', '- Do:\n  ```\n  rm\n  ```\n- Done', 'Do: code left out. Done.'],
    ['code of three marks in a line', 'Use ```ls``` here.', 'Use ls here.'],
    ['rows as sentences', '| a | b |\n|---|---|\n| x | 1 |\n| y | 2 |', 'x, 1. y, 2.'],
    ['a quote as its words', '> > It rains.', 'It rains.'],
    ['no HTML', 'It <b>rains</b>.\n\n<div>Take an umbrella</div>\n', 'It rains. Take an umbrella.'],
    ['no script', '<script>alert(1)</script>', ''],
    ['characters that were escaped', '1 &lt; 2 &amp; 2 \\* 3', '1 < 2 & 2 * 3.'],
    ['a rule as nothing', 'a.\n\n---\n\nb.', 'a. b.'],
    ['JSON as code', '{"action":"EXIT"}', 'code left out.'],
    ['a list of JSON as code', ' [1, 2]', 'code left out.'],
    ['data as code', `key ${'x'.repeat(5_000)} end.`, 'key code left out end.'],
    ['nothing', ' \n ', ''],
  ])('says %s', (_, markdown, expected) => {
    expect(said(markdown)).toBe(expected);
  });

  it('ends a Chinese sentence in Chinese, and finds the end of an address in it', () => {
    expect(said('## 天气\n\n见https://a.com/x。然后\n\n```\nls\n```', ZH)).toBe(
      '天气。 见链接。然后。 代码已省略。',
    );
  });

  it('says texts of many paragraphs whole', () => {
    const text = Array.from({ length: 900 }, (_, i) => `Sentence ${i}.`).join('\n\n');
    expect(said(text)).toBe(text.replaceAll('\n\n', ' '));
  });

  it('does not end a sentence where it takes breath', () => {
    const text = '今天下雨，记得带伞。'.repeat(1_000);
    expect(said(text, ZH).replaceAll(' ', '') === text).toBe(true);
  });

  it('looks at the first 60,000 characters only', () => {
    expect(said('word '.repeat(20_000)).length).toBeLessThan(60_100);
  });
});

const HOSTILE = {
  'nested lists': '1. '.repeat(2_000) + 'a\n'.repeat(25_000),
  'nested lists, line by line': Array.from({ length: 340 }, (_, i) => `${' '.repeat(i)}- a`).join('\n'),
  'nested quotes': '>'.repeat(60_000),
  'nested quotes with blanks': '> '.repeat(30_000),
  'nested emphasis': '*a '.repeat(10_000) + 'a* '.repeat(10_000),
  'emphasis without blanks': '*a_b'.repeat(15_000),
  'an endless mail address': `${'a'.repeat(59_000)}@`,
  'endless mail addresses': `${'a'.repeat(900)}@ `.repeat(66),
  'open links': '[a]('.repeat(15_000),
  'open brackets': '[ '.repeat(30_000),
  'open tags': '<a '.repeat(20_000),
  'open comments': '<!-- '.repeat(12_000),
  'a wide table': `${'|a'.repeat(400)}|\n${'|-'.repeat(400)}|\n${'|x\n'.repeat(10_000)}`,
  'marks of code': Array.from({ length: 340 }, (_, i) => '`'.repeat(i)).join(' '),
  blanks: `a${' '.repeat(59_000)}b`,
  backslashes: '\\'.repeat(60_000),
  'open JSON': '['.repeat(60_000),
};

describe('a hostile text', () => {
  // Each took minutes, or the whole stack; the time limit of the test is what would notice.
  it.each(Object.entries(HOSTILE))('ends: %s', (_, text) => {
    expect(typeof plainText(text, EN)).toBe('string');
  });

  it('never throws, and leaves no code and no address', () => {
    const mark = fc.constantFrom(
      '*',
      '_',
      '`',
      '```',
      '\n',
      '> ',
      '- ',
      '1. ',
      '[',
      '](',
      ')',
      '|',
      '<',
      '\\',
      '#',
      'a',
      '中',
      '😀',
      'https://a.b',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 200 }), (marks) => {
        expect(plainText(marks.join(''), EN)).not.toContain('https://');
      }),
    );
  });
});
