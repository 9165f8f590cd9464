import type { FailureRecord } from '../domain/failure.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { GatewayEar } from '../domain/port/gateway-ear.ts';

/** Who waits to be heard gets on with it after this time: a gateway may take longer to let us in. */
const PATIENCE_MS = 3_000;

/** Knows which gateways are listened to. */
export interface Attention {
  /** What it listens through: pass it on instead of the ear it was made from. */
  readonly ear: GatewayEar;
  /** Resolves once the gateway of an instance is listened to, or that cannot be for now; after 3 s in any case. */
  settled(instance: string): Promise<void>;
  /** Those that cannot be listened to for now, and why. */
  trouble(): readonly Unheard[];
}

export interface Unheard {
  readonly instance: string;
  readonly failure: FailureRecord;
}

export function createAttention(ear: GatewayEar, clock: Clock): Attention {
  const known = new Set<string>();
  const failures = new Map<string, FailureRecord>();
  const waiting = new Set<() => void>();

  return {
    ear: {
      listen(instance, hearing) {
        let isHeard = false;
        let stopWaiting = () => {};
        const stop = ear.listen(instance, {
          ...hearing,
          onConnected() {
            isHeard = true;
            stopWaiting();
            failures.delete(instance);
            hearing.onConnected();
            settle(instance);
          },
          onLost(failure) {
            // A good wire that broke may be mended at once, and whoever speaks now would not be heard.
            stopWaiting();
            if (isHeard) {
              known.delete(instance);
              // The ear does not tell again of what goes on failing alike.
              stopWaiting = clock.after(PATIENCE_MS, () => settle(instance));
            } else settle(instance);
            isHeard = false;
            failures.set(instance, failure);
            hearing.onLost(failure);
          },
        });
        return () => {
          stopWaiting();
          stop();
        };
      },
    },
    trouble: () => [...failures].map(([instance, failure]) => ({ instance, failure })),
    async settled(instance) {
      if (known.has(instance)) return;
      await new Promise<void>((resolve) => {
        const look = () => {
          if (known.has(instance)) end();
        };
        const end = () => {
          cancel();
          waiting.delete(look);
          resolve();
        };
        const cancel = clock.after(PATIENCE_MS, end);
        waiting.add(look);
      });
    },
  };

  function settle(instance: string): void {
    known.add(instance);
    for (const look of waiting) look();
  }
}
