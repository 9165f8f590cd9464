import { pickInstance, type Instance } from '../domain/instance.ts';
import { createAttention } from './attention.ts';
import { ingestEvents, type IngestEventsDeps } from './ingest-events.ts';

/** Listens to every gateway, from when somebody first wants to hear. */
export interface Listening {
  start(): void;
  /**
   * Starts, and resolves once what happens in the gateway of an instance, or of the default one, is heard, or cannot be
   * for now; after 3 s in any case. Errors: `unknown_instance`.
   */
  heard(instance: string | undefined): Promise<void>;
  stop(): void;
}

export interface ListenDeps extends IngestEventsDeps {
  readonly instances: readonly Instance[];
}

export function createListening({ instances, ear, ...deps }: ListenDeps): Listening {
  const attention = createAttention(ear, deps.clock);
  let stops: readonly (() => void)[] | undefined;
  return {
    start,
    async heard(name) {
      const instance = pickInstance(instances, name);
      start();
      if (hasEvents(instance)) await attention.settled(instance.name);
    },
    stop() {
      for (const stop of stops ?? []) stop();
      stops = [];
    },
  };

  function start(): void {
    stops ??= instances
      .filter(hasEvents)
      .map((instance) => ingestEvents(instance, { ...deps, ear: attention.ear }));
  }
}

/** HTTP has none. */
function hasEvents({ outlet }: Instance): boolean {
  return outlet !== 'http';
}
