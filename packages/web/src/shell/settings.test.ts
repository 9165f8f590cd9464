import { expect, test } from 'vitest';
import { createSettings } from './settings.ts';

function createShelf(entries: Readonly<Record<string, string>> = {}) {
  const kept = new Map(Object.entries(entries));
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

test('speaks the first language of the browser that it knows', () => {
  expect(createSettings(createShelf(), ['fr', 'zh-CN', 'en']).language.value).toBe('zh');
  expect(createSettings(createShelf(), ['fr']).language.value).toBe('en');
});

test('a choice outlives a reload', () => {
  const shelf = createShelf();
  const before = createSettings(shelf, ['en']);
  before.preferredLanguage.value = 'zh';
  before.theme.value = 'dark';
  const after = createSettings(shelf, ['en']);
  expect([after.language.value, after.theme.value]).toEqual(['zh', 'dark']);
});

test('nonsense in the shelf is the default', () => {
  expect(createSettings(createShelf({ 'clawbridge.theme': 'pink' }), ['en']).theme.value).toBe('system');
});
