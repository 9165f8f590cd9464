import type { Trouble } from '@clawbridge/wire';
import type { FailureRecord } from '../domain/failure.ts';

/** What went wrong, as it stands beside what it is about. */
export function troubleOf({ code, message, hint }: FailureRecord): Trouble {
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}
