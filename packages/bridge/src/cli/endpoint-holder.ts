import { randomUUID } from 'node:crypto';
import { ENDPOINT_LEASE_MS } from '../domain/endpoint.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { EndpointRegister } from '../domain/port/endpoint-register.ts';
import type { Log } from '../domain/port/log.ts';
import { keepLeases, type Leases } from '../mcp/xiaozhi/leases.ts';
import { createBackground } from '../usecases/background.ts';

export interface HolderDeps {
  readonly register: Pick<EndpointRegister, 'hold' | 'release'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Holds endpoints while they are tried: a daemon that starts in this moment would be thrown out, or throw us out. */
export interface EndpointHolder {
  /** False when another process holds it; else it is ours until it is left. Errors: `store_unavailable`. */
  take(id: string): Promise<boolean>;
  /** Renews it no more. */
  leave(id: string): Promise<void>;
  /** Lets others have all of them at once. Errors: `store_unavailable`. */
  release(): Promise<void>;
}

export function createEndpointHolder({ register, clock, log }: HolderDeps): EndpointHolder {
  const holder = `check-${randomUUID()}`;
  const background = createBackground(log);
  const renewed = new Map<string, Leases>();
  return {
    async take(id) {
      const now = clock.now();
      const held = await register.hold({ holder, ids: [id], now, until: now + ENDPOINT_LEASE_MS });
      if (!held.includes(id)) return false;
      // What becomes of it shows in the trial.
      const told = { onHeld() {}, onLost() {} };
      renewed.set(id, keepLeases({ register, holder, ids: [id], clock, background, log, ...told }));
      return true;
    },
    async leave(id) {
      await renewed.get(id)?.stop();
    },
    async release() {
      await Promise.all([...renewed.values()].map((leases) => leases.stop()));
      await register.release(holder);
    },
  };
}
