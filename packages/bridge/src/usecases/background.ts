import { toFailure } from '../domain/failure.ts';
import type { Log } from '../domain/port/log.ts';

/** Starts something nobody waits for. The only place with an unawaited promise, so that no failure goes unseen. */
export type Background = (name: string, work: () => Promise<unknown>) => void;

export function createBackground(log: Log): Background {
  return (name, work) => {
    work().catch((thrown: unknown) => {
      const failure = toFailure(thrown);
      log.error({ name, code: failure.code, stack: failure.stack }, `${name} failed: ${failure.message}`);
    });
  };
}
