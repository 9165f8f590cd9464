import { expect, it } from 'vitest';
import { pickLocale } from './locale.ts';

it.each([
  [undefined, 'en'],
  [null, 'en'],
  ['', 'en'],
  ['zh', 'zh'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
  ['zh-Hant-TW', 'zh'],
  ['ZH-hans', 'zh'],
  ['de-DE,de;q=0.9,en;q=0.8,zh;q=0.7', 'en'],
  ['en;q=0.5, zh;q=0.6', 'zh'],
  ['en, zh;q=0', 'en'],
  ['zh;q=0', 'en'],
  ['fr, *;q=0.1', 'en'],
  ['zhuang, english', 'en'],
  ['zh;q=nonsense, en;q=0.1', 'en'],
  [',;q=,;;-', 'en'],
  [`${'x,'.repeat(100_000)}zh`, 'en'],
])('a browser that prefers %s reads %s', (acceptLanguage, locale) => {
  expect(pickLocale([], acceptLanguage)).toBe(locale);
});

it('is what somebody chose, before what the browser prefers', () => {
  expect(pickLocale(['en'], 'zh')).toBe('en');
  expect(pickLocale([undefined, 'zh'], 'en')).toBe('zh');
  expect(pickLocale(['zh', 'en'], 'en')).toBe('zh');
  expect(pickLocale(['klingon', undefined], 'zh')).toBe('zh');
});
