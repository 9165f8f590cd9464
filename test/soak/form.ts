/** The short form is part of `npm test`; `npm run test:soak` is the long one. */
export const IS_LONG = process.env['SOAK'] === 'long';

/** What chance decides can be repeated: `SOAK_SEED=… npm run test:soak`. */
export const SEED = Number(process.env['SOAK_SEED'] ?? Date.now() % 1_000_000);

/** 0 ≤ chance < 1, a new one each time; the same ones for the same seed. */
export type Chance = () => number;

/** Mulberry32: small, and good enough to be unfair in many ways. */
export function chanceOf(seed: number): Chance {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function between(low: number, high: number, chance: Chance): number {
  return low + Math.floor(chance() * (high - low + 1));
}

export function oneOf<T>(things: readonly T[], chance: Chance): T {
  return things[between(0, things.length - 1, chance)]!;
}
