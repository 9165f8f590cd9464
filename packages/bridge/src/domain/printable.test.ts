import { expect, it } from 'vitest';
import { printable } from './printable.ts';

it.each([
  ['rm -rf build', 'rm -rf build'],
  ['naïve 笔记 👍', 'naïve 笔记 👍'],
  ['# tidy up\nrm -rf ~', '# tidy up ⏎ rm -rf ~'],
  ['one\r\n\r\ntwo', 'one ⏎ two'],
  ['one\u2028two', 'one ⏎ two'],
  ['clear\u001B[2J', 'clear [2J'],
  ['rm \u202E-rf\u2069', 'rm  -rf '],
  ['\u061Ca', ' a'],
  ['ev\u200Bil\uFEFF', 'ev il'],
  ['a tag \u{E0041}', 'a tag  '],
  ['ends\n', 'ends'],
])('shows %j on one line, and nothing unseen', (text, shown) => {
  expect(printable(text)).toBe(shown);
});
