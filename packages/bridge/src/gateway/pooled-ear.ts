import { recordOf, toFailure } from '../domain/failure.ts';
import type { GatewayEar, Hearing } from '../domain/port/gateway-ear.ts';

/** An outlet that cannot be opened, because its device key cannot be read say, takes a person to mend. */
const AGAIN_MS = 60_000;

/**
 * Listens through outlets that are opened when somebody listens.
 * @param open the outlet of an instance. Errors: why it cannot be opened
 */
export function createPooledEar(
  open: (instance: string) => Promise<GatewayEar>,
): GatewayEar & { close(): void } {
  const stops = new Set<() => void>();
  return {
    listen(instance, hearing) {
      const stop = listenWhenOpen(() => open(instance), instance, hearing);
      stops.add(stop);
      return () => {
        stops.delete(stop);
        stop();
      };
    },
    close() {
      for (const stop of stops) stop();
      stops.clear();
    },
  };
}

function listenWhenOpen(open: () => Promise<GatewayEar>, instance: string, hearing: Hearing): () => void {
  let stopped = false;
  let told = false;
  let stop = () => {};
  attempt();
  return () => {
    stopped = true;
    stop();
  };

  function attempt(): void {
    open().then(
      (ear) => {
        if (!stopped) stop = ear.listen(instance, hearing);
      },
      (thrown: unknown) => {
        if (stopped) return;
        const timer = setTimeout(attempt, AGAIN_MS).unref();
        stop = () => clearTimeout(timer);
        if (!told) hearing.onLost(recordOf(toFailure(thrown)));
        told = true;
      },
    );
  }
}
