/** Round numbers people count in. */
const ROUND = [1, 2, 2.5, 5, 10];

/** A scale from nothing to a round number above everything. */
export interface Scale {
  readonly max: number;
  /** From 0 to `max`. */
  readonly ticks: readonly number[];
}

export interface ScaleOptions {
  /** About so many ticks above 0. */
  readonly count?: number;
  /** There are no halves of what is counted. */
  readonly whole?: boolean;
}

export function createScale(
  values: readonly number[],
  { count = 4, whole = false }: ScaleOptions = {},
): Scale {
  const most = Math.max(0, ...values);
  if (most === 0) return { max: 1, ticks: [0, 1] };
  const step = whole ? Math.max(1, Math.ceil(roundUp(most / count))) : roundUp(most / count);
  const steps = Math.ceil(most / step - 1e-9);
  return { max: steps * step, ticks: Array.from({ length: steps + 1 }, (_, index) => index * step) };
}

/** The next round number: 0.7 is 1, 23 is 25, 260 is 500. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const found = ROUND.find((round) => round * power >= value * (1 - 1e-9));
  return (found ?? 10) * power;
}
