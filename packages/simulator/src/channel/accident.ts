import { createChance } from './chance.ts';

export interface Accidents {
  readonly seed: number;
  /** Of each frame, either way: 0 ≤ chance < 1. */
  readonly chance: number;
}

/** Something to call at each frame, at which the link is cut now and then. */
export function createAccident(accidents: Accidents | undefined, cut: () => void): () => void {
  if (accidents === undefined) return () => {};
  const draw = createChance(accidents.seed);
  return () => {
    if (draw() < accidents.chance) cut();
  };
}
