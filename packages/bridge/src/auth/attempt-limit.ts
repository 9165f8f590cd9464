import type { Clock } from '../domain/port/clock.ts';

/** How often somebody may be wrong. Attempts count when they begin, so that many at once are many. */
export interface AttemptLimit {
  /** How long this network has to wait before it may try, in milliseconds; 0 when it may now. */
  pauseMs(network: string): number;
  /** An attempt begins; it counts as wrong until more is known. */
  begun(network: string): void;
  /** It was the right password. */
  succeeded(network: string): void;
  /** Nothing was tried after all. */
  withdrawn(network: string): void;
}

/** People mistype, and try their other passwords. */
const FREE = 5;
const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 15 * 60_000;
/** After so long without an attempt a network begins anew. */
const FORGOTTEN_AFTER_MS = 60 * 60_000;

/** Of all networks together, whose owner may be one and the same: as many at first, and one more every 36 seconds. */
const TOTAL = 100;
const ONE_MORE_AFTER_MS = 36_000;

/** Who has more networks than this is held up by the total. */
const NETWORKS = 10_000;
const TRUSTED_NETWORKS = 100;

interface Tries {
  readonly count: number;
  readonly last: number;
  readonly until: number;
}

/**
 * Pauses that grow for the network that is wrong, and a total for the case that one person has many networks. The total never
 * stops whoever signed in from his network before, nor anybody for longer than until the next of all attempts is free. Kept in
 * this process: a start forgets it, and each process on one store counts for itself.
 */
export function createAttemptLimit({ clock }: { readonly clock: Pick<Clock, 'now'> }): AttemptLimit {
  const tries = new Map<string, Tries>();
  const trusted = new Set<string>();
  let spent = 0;
  let spentAt = clock.now();

  return {
    pauseMs(network) {
      const now = clock.now();
      const own = (triesOf(network, now)?.until ?? now) - now;
      if (own > 0) return own;
      const over = spentBy(now) - (TOTAL - 1);
      return trusted.has(network) || over <= 0 ? 0 : Math.ceil(over * ONE_MORE_AFTER_MS);
    },
    begun(network) {
      const now = clock.now();
      spend(1, now);
      const count = (triesOf(network, now)?.count ?? 0) + 1;
      note(network, { count, last: now, until: now + pauseAfter(count) });
    },
    succeeded(network) {
      spend(-1, clock.now());
      tries.delete(network);
      trusted.delete(network);
      trusted.add(network);
      dropOldest(trusted, TRUSTED_NETWORKS);
    },
    withdrawn(network) {
      const now = clock.now();
      spend(-1, now);
      const known = triesOf(network, now);
      if (known !== undefined) note(network, { count: known.count - 1, last: now, until: now });
    },
  };

  function triesOf(network: string, now: number): Tries | undefined {
    const known = tries.get(network);
    if (known === undefined) return undefined;
    // Less than nothing: the clock was set back, and nobody is to wait until it is again as late as it was.
    const ago = now - known.last;
    return ago >= 0 && ago < FORGOTTEN_AFTER_MS ? known : undefined;
  }

  function note(network: string, now: Tries): void {
    tries.delete(network);
    tries.set(network, now);
    dropOldest(tries, NETWORKS);
  }

  /** What is left of all attempts by now. A clock that was set back changes nothing. */
  function spentBy(now: number): number {
    return Math.max(0, spent - Math.max(0, now - spentAt) / ONE_MORE_AFTER_MS);
  }

  function spend(attempts: number, now: number): void {
    spent = Math.max(0, spentBy(now) + attempts);
    spentAt = now;
  }
}

function pauseAfter(count: number): number {
  return count < FREE ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (count - FREE));
}

/** Both keep the order in which something was put in. */
function dropOldest(kept: Map<string, unknown> | Set<string>, most: number): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(oldest);
  }
}
