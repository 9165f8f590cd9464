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
  /** Resolves when nothing more of what was heard is on its way into the log. */
  stop(): Promise<void>;
}

export interface ListenDeps extends IngestEventsDeps {
  readonly instances: readonly Instance[];
}

export function createListening({ instances, ear, ...deps }: ListenDeps): Listening {
  const attention = createAttention(ear, deps.clock);
  const underway = new Set<Promise<unknown>>();
  let stops: readonly (() => void)[] | undefined;
  return {
    start,
    async heard(name) {
      const instance = pickInstance(instances, name);
      start();
      if (hasEvents(instance)) await attention.settled(instance.name);
    },
    async stop() {
      for (const stop of stops ?? []) stop();
      stops = [];
      while (underway.size > 0) await Promise.allSettled(underway);
    },
  };

  function start(): void {
    stops ??= instances
      .filter(hasEvents)
      .map((instance) => ingestEvents(instance, { ...deps, ear: attention.ear, background }));
  }

  function background(name: string, work: () => Promise<unknown>): void {
    deps.background(name, () => {
      const job = work();
      const forget = () => underway.delete(job);
      underway.add(job);
      job.then(forget, forget);
      return job;
    });
  }
}

/** HTTP has none. */
function hasEvents({ outlet }: Instance): boolean {
  return outlet !== 'http';
}
