import { expect, test } from 'vitest';
import { createBlockReader, type Block } from './blocks.ts';

const read = (text: string) => createBlockReader().read(text);
const htmlOf = (text: string) =>
  read(text)
    .map((block) => (block.kind === 'prose' ? block.html : block.code))
    .join('');

test('a text falls into its top-level blocks', () => {
  const blocks = read('# Title\n\nOne\ntwo\n\n```ts\nconst a = 1;\n```\n\n- x\n- y');
  expect(blocks.map(({ kind }) => kind)).toEqual(['prose', 'prose', 'code', 'prose']);
  expect(blocks[2]).toMatchObject({ code: 'const a = 1;', language: 'ts' });
});

test('of a text that grows only the last block is new', () => {
  const reader = createBlockReader();
  const before = reader.read('First.\n\nSecond');
  const after = reader.read('First.\n\nSecond grows');
  expect(after[0]).toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
});

test('code that is not finished is code already', () => {
  expect(read('```python\nprint(1')[0]).toMatchObject({ kind: 'code', language: 'python', code: 'print(1' });
});

test('a link that is defined later changes what stands before it', () => {
  const reader = createBlockReader();
  const html = ([block]: readonly Block[]) => (block?.kind === 'prose' ? block.html : '');
  expect(html(reader.read('See [it][a].'))).not.toContain('href');
  expect(html(reader.read('See [it][a].\n\n[a]: https://example.com'))).toContain('href');
});

test.each([
  ['<script>alert(1)</script>', '<script'],
  ['a <img src=x onerror=alert(1)> b', '<img'],
  ['<div onclick="x()">hi</div>', '<div'],
  ['![x](https://elsewhere.example/pixel.png)', '<img'],
  ['[x](javascript:alert(1))', 'href'],
  ['[x](data:text/html,hi)', 'href'],
  ['[x](JaVaScRiPt:alert(1))', 'href'],
])('%s becomes no markup', (text, markup) => {
  expect(htmlOf(text)).not.toContain(markup);
});

test('a link opens elsewhere and tells nobody where from', () => {
  expect(htmlOf('[x](https://example.com/?a="b")')).toContain(
    'target="_blank" rel="noopener noreferrer nofollow"',
  );
});

test('the name of a language is one word', () => {
  expect(read('```"><script>\nx\n```')[0]).toMatchObject({ kind: 'code', language: '' });
});

test.each([
  ['quotes within quotes', '> '.repeat(20_000), '&#62; &#62;'],
  ['lists within lists', '* '.repeat(20_000), '* *'],
  ['stars that never pair', '*a_'.repeat(50_000), '*a_*a_'],
  ['blanks without end', `a${' '.repeat(149_000)}b`, 'b</p>'],
])('%s do not hold up the page', (_, text, shown) => {
  expect(htmlOf(`${text}x`).replace('bx</p>', 'b</p>')).toContain(shown);
});

test('of emphasis as people write it nothing is left out', () => {
  const text = `${'*a* '.repeat(50)}**b** ~~c~~`;
  expect(htmlOf(text)).toContain('<em>a</em>');
  expect(htmlOf(text)).toContain('<strong>b</strong> <del>c</del>');
});
