import type { LinkReport } from '../link.ts';

/**
 * Which process has the socket of which channel plugin, among all that share the store: the newest wins, wherever it came in.
 * Errors: `store_unavailable`.
 */
export interface LinkRegister {
  /** From now on this holder has it, whoever had it before. */
  take(name: string, holder: string, now: number, until: number): Promise<void>;
  /** Prolongs those the holder still has. Resolves with their names. */
  renew(holder: string, names: readonly string[], now: number, until: number): Promise<readonly string[]>;
  /** Ignored where another one has it by now. */
  release(name: string, holder: string, now: number): Promise<void>;
  /** Every link there ever was, by name. */
  list(now: number): Promise<readonly LinkReport[]>;
  forget(name: string): Promise<void>;
}
