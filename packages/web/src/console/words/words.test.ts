import { expect, it } from 'vitest';
import { en } from './en.ts';
import { zh } from './zh.ts';

/** `tasks.status.pending` … of everything that is a text. */
function paths(words: object, before = ''): string[] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? paths(value, `${before}${key}.`) : [`${before}${key}`],
  );
}

it('the console says the same things in both languages, and nothing is left in English', () => {
  expect(paths(zh)).toEqual(paths(en));
  const same = paths(en).filter((path) => {
    const text = at(en, path);
    return typeof text === 'string' && text === at(zh, path);
  });
  expect(same).toEqual(['overview.openclaw']);
});

function at(words: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((found, key) => new Map(Object.entries(found ?? {})).get(key), words);
}
