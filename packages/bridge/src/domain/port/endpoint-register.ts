import type { EndpointReport } from '../endpoint.ts';

export interface Hold {
  /** Names the process, among all that share the store. */
  readonly holder: string;
  /** Ids of endpoints. */
  readonly ids: readonly string[];
  /** Where all processes share the clock of the store, only how long it is until `until` counts. */
  readonly now: number;
  readonly until: number;
}

export interface RegisteredEndpoint {
  readonly id: string;
  /** What its holder said last. None where a newer version said what this one does not understand. */
  readonly report?: EndpointReport;
  readonly reportedAt: number;
  /** Its holder lives: the lease lasts. */
  readonly isHeld: boolean;
}

/**
 * Who dials which endpoint, among all processes on one store: two bridges on one endpoint would throw each other out for
 * ever. When a promise resolves, the change survives a crash. Errors: `store_unavailable`.
 */
export interface EndpointRegister {
  /**
   * Takes the endpoints nobody holds, or whose holder's lease ran out, and renews those the holder has. Resolves with the
   * ids it holds now. MUST NOT let two holders have one while the lease lasts. A lease that ends later than
   * `latestLeaseEnd` counts as run out.
   */
  hold(hold: Hold): Promise<readonly string[]>;
  /** Keeps the last report of an endpoint. Ignored unless `holder` holds it. */
  report(id: string, holder: string, report: EndpointReport, now: number): Promise<void>;
  /** Gives up all of the holder's leases at once. */
  release(holder: string): Promise<void>;
  /** Every endpoint there is a report of, by name. `now` is not asked for where the store has a clock. */
  list(now: number): Promise<readonly RegisteredEndpoint[]>;
  /** Forgets endpoints nobody has held since `before`. Returns how many. */
  prune(before: number): Promise<number>;
}
