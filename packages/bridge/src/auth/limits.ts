import { createHash } from 'node:crypto';
import type { Principal } from '../domain/principal.ts';
import { networkOf } from './network-of.ts';
import { createRateCounter } from './rate-counter.ts';

/** How many networks are counted at a time: some 3 MB. */
const MOST_NETWORKS = 20_000;
const MOST_PRINCIPALS = 10_000;
const MOST_GOOD = 10_000;

/** A wrong token counts as so many requests without one: besides the request it cost a look into the store. */
const WRONG_TOKEN = 10;

/** How often who may ask. Each counts, and resolves with the seconds to wait: 0 for "go on". */
export interface Limits {
  /** Counts what somebody sends of whom nobody knows yet who he is. `credentials`: its Authorization header. */
  arrived(address: string, credentials: string | undefined): Promise<number>;
  /** Counts it for this principal, whom the gate let in with it. */
  admitted(principal: Principal, credentials: string | undefined): Promise<number>;
  /** Counts it as a wrong guess: the gate let nobody in with it. */
  refused(address: string, credentials: string | undefined): Promise<number>;
}

export interface LimitsOptions {
  /** Requests a minute; 0 for any number. */
  readonly perPrincipal: number;
  readonly perAddress: number;
}

/**
 * Counts by address who has not shown who he is, and by principal who has. Credentials that were good a moment ago are looked at
 * whatever their address has done: behind a proxy that is not known as one, all the world has the same.
 */
export function createLimits({ perPrincipal, perAddress }: LimitsOptions): Limits {
  const principals = counter(perPrincipal, MOST_PRINCIPALS);
  const networks = counter(perAddress, MOST_NETWORKS);
  const good = new Set<string>();

  return {
    async arrived(address, credentials) {
      if (credentials !== undefined && good.has(digest(credentials))) return 0;
      return await networks(networkOf(address));
    },
    async admitted({ id }, credentials) {
      if (credentials !== undefined) remember(digest(credentials));
      return await principals(id);
    },
    async refused(address, credentials) {
      if (credentials === undefined) return 0;
      good.delete(digest(credentials));
      return await networks(networkOf(address), WRONG_TOKEN - 1);
    },
  };

  function remember(credential: string): void {
    good.add(credential);
    for (const oldest of good) {
      if (good.size <= MOST_GOOD) return;
      good.delete(oldest);
    }
  }
}

function counter(perMinute: number, mostKeys: number): (key: string, points?: number) => Promise<number> {
  return perMinute === 0 ? async () => 0 : createRateCounter({ perMinute, mostKeys }).take;
}

/** Nothing that could be shown again is kept. */
function digest(credentials: string): string {
  return createHash('sha256').update(credentials).digest('base64');
}
