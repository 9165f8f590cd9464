import type { Config } from '../config/read.ts';

/** What one check found. */
export interface Finding {
  readonly name: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  /** What to do; every finding that is not ok has one. */
  readonly hint?: string;
}

/** A finding that has yet to be given a name. */
export type Verdict = Omit<Finding, 'name'>;

/** One file per check, all of this shape. MUST NOT throw: what goes wrong is the finding. */
export type Check = (config: Config) => Promise<readonly Finding[]>;
