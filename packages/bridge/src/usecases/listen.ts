import type { Instance } from '../domain/instance.ts';
import { ingestEvents, type IngestEventsDeps } from './ingest-events.ts';

/** Listens to every gateway, from when somebody first wants to hear. */
export interface Listening {
  start(): void;
  stop(): void;
}

export interface ListenDeps extends IngestEventsDeps {
  readonly instances: readonly Instance[];
}

export function createListening({ instances, ...deps }: ListenDeps): Listening {
  let stops: readonly (() => void)[] | undefined;
  return {
    start() {
      // HTTP has no events.
      stops ??= instances.filter(({ outlet }) => outlet !== 'http').map((one) => ingestEvents(one, deps));
    },
    stop() {
      for (const stop of stops ?? []) stop();
      stops = [];
    },
  };
}
