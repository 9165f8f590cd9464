import { Failure } from '../../domain/failure.ts';
import { latestLeaseEnd, type EndpointReport } from '../../domain/endpoint.ts';
import type { EndpointRegister } from '../../domain/port/endpoint-register.ts';

export interface MemoryRegister extends EndpointRegister {
  /** Every report it was given, oldest first. */
  readonly told: readonly EndpointReport[];
  /** Whether the store can be reached. */
  reachable(is: boolean): void;
  /** Takes an endpoint from whoever has it, as when his lease ran out unnoticed. */
  giveTo(holder: string, id: string, until: number): void;
}

/** Leases as the stores keep them, in memory. */
export function createMemoryRegister(): MemoryRegister {
  const leases = new Map<string, { readonly holder: string; readonly until: number }>();
  const told: EndpointReport[] = [];
  let isReachable = true;
  const look = () => {
    if (!isReachable) throw new Failure('store_unavailable', 'The store is away.', { retryable: true });
  };
  return {
    told,
    reachable(is) {
      isReachable = is;
    },
    giveTo: (holder, id, until) => leases.set(id, { holder, until }),
    async hold({ holder, ids, now, until }) {
      look();
      const free = (id: string) => {
        const lease = leases.get(id);
        if (lease === undefined || lease.holder === holder) return true;
        return lease.until <= now || lease.until > latestLeaseEnd({ now, until });
      };
      const held = ids.filter(free);
      for (const id of held) leases.set(id, { holder, until });
      return held;
    },
    async report(id, holder, report) {
      look();
      if (leases.get(id)?.holder === holder) told.push(report);
    },
    async release(holder) {
      look();
      for (const [id, lease] of leases) if (lease.holder === holder) leases.delete(id);
    },
    list: async () => [],
    prune: async () => 0,
  };
}
