import { ENDPOINT_LEASE_MS } from '../../domain/endpoint.ts';
import type { Clock } from '../../domain/port/clock.ts';
import type { EndpointRegister } from '../../domain/port/endpoint-register.ts';
import type { Log } from '../../domain/port/log.ts';
import { toFailure } from '../../domain/failure.ts';
import type { Background } from '../../usecases/background.ts';

const BEAT_MS = 5_000;

export interface LeasesDeps {
  readonly register: Pick<EndpointRegister, 'hold' | 'release'>;
  readonly holder: string;
  readonly ids: readonly string[];
  readonly clock: Clock;
  readonly background: Background;
  readonly log: Log;
  /** What this process may dial now, each time it was found out. The others are held by other processes. */
  readonly onHeld: (ids: ReadonlySet<string>) => void;
  /** The store cannot be asked, and what it said before is over: nothing may be dialled. May be told again. */
  readonly onLost: () => void;
}

export interface Leases {
  /** Takes and renews no more. Resolves when nothing is under way. */
  stop(): Promise<void>;
}

/** Holds the endpoints of this process for it, with one question for all of them. A store that is away costs nothing at first. */
export function keepLeases(deps: LeasesDeps): Leases {
  const { register, holder, ids, clock, background, log, onHeld, onLost } = deps;
  let isStopping = false;
  let isAway = false;
  let cancelBeat = () => {};
  /** Until the lease is over that holds now. */
  let cancelEnd: (() => void) | undefined;
  let underway: Promise<void> = Promise.resolve();
  beat();
  return {
    async stop() {
      isStopping = true;
      cancelBeat();
      await underway;
      cancelEnd?.();
    },
  };

  function beat(): void {
    background('hold the endpoints', () => {
      underway = renew().finally(() => {
        if (!isStopping) cancelBeat = clock.after(BEAT_MS, beat);
      });
      return underway;
    });
  }

  /** A lease counts from before it was asked for, on our side: it must not end earlier for others. */
  async function renew(): Promise<void> {
    let isOver = false;
    const cancel = clock.after(ENDPOINT_LEASE_MS, () => {
      isOver = true;
      if (cancelEnd === cancel) lose();
    });
    const held = await ask();
    if (held === undefined || isOver || isStopping) {
      cancel();
      if (held === undefined && cancelEnd === undefined) lose();
      return;
    }
    cancelEnd?.();
    cancelEnd = cancel;
    onHeld(new Set(held));
  }

  async function ask(): Promise<readonly string[] | undefined> {
    const now = clock.now();
    try {
      const held = await register.hold({ holder, ids, now, until: now + ENDPOINT_LEASE_MS });
      isAway = false;
      return held;
    } catch (thrown) {
      const { code, message } = toFailure(thrown);
      log[isAway ? 'debug' : 'warn']({ code }, `the store cannot say which endpoints are ours: ${message}`);
      isAway = true;
      return undefined;
    }
  }

  function lose(): void {
    cancelEnd = undefined;
    if (!isStopping) onLost();
  }
}
