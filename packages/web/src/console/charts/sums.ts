import type { ChartStep } from '@clawbridge/wire';

/** All steps together. */
export interface Sums {
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly total: number;
}

export function sumOf(steps: readonly ChartStep[]): Sums {
  const add = (key: 'completed' | 'failed' | 'cancelled') => steps.reduce((sum, step) => sum + step[key], 0);
  const [completed, failed, cancelled] = [add('completed'), add('failed'), add('cancelled')];
  return { completed, failed, cancelled, total: completed + failed + cancelled };
}

/** Of the tasks that came to an end by themselves, how many failed: 0 to 1. Undefined where there were none. */
export function failedShare({ completed, failed }: ChartStep): number | undefined {
  return completed + failed === 0 ? undefined : failed / (completed + failed);
}
