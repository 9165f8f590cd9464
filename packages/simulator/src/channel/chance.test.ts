import { expect, it } from 'vitest';
import { createChance } from './chance.ts';

const draws = (seed: number) => Array.from({ length: 1_000 }, createChance(seed));

it('the same seed brings the same chances, another one others', () => {
  expect(draws(7)).toEqual(draws(7));
  expect(draws(7)).not.toEqual(draws(8));
});

it('chances are spread between 0 and 1', () => {
  const all = draws(1);
  expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...all)).toBeLessThan(1);
  expect(all.filter((chance) => chance < 0.1).length).toBeGreaterThan(50);
  expect(all.filter((chance) => chance < 0.1).length).toBeLessThan(150);
});
