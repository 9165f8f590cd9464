import { expect, it } from 'vitest';
import { isPersonName } from './person-name.ts';

it.each(['Bob', ' Emma ', '小明', 'x'.repeat(64)])('“%s” is the name of a person', (name) => {
  expect(isPersonName(name)).toBe(true);
});

it.each(['', 'Tante Emma', 'bob.b', 'owner', 'Owner', 'x'.repeat(65), 'a\u200bb'])('“%s” is none', (name) => {
  expect(isPersonName(name)).toBe(false);
});
