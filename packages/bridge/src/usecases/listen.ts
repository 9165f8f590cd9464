import { pickInstance, type Instance } from '../domain/instance.ts';
import { createAttention, type Unheard } from './attention.ts';
import { ingestEvents, type IngestEventsDeps } from './ingest-events.ts';

/** Who asks first what happened gets what there is after this time. */
const PATIENCE_MS = 2_000;

/** Listens to every gateway, from when somebody first wants to hear. */
export interface Listening {
  start(): void;
  /**
   * Starts, and resolves once what happens in the gateway of an instance, or of the default one, is heard, or cannot be
   * for now; after 3 s in any case. Errors: `unknown_instance`.
   */
  heard(instance: string | undefined): Promise<void>;
  /** Starts, and resolves once what was missed before is in the log, as far as it can be for now; after 2 s in any case. */
  caughtUp(): Promise<void>;
  /** Instances nothing is heard of for now. */
  trouble(): readonly Unheard[];
  /** Resolves when nothing more of what was heard is on its way into the log; after 2 s in any case. */
  stop(): Promise<void>;
}

export interface ListenDeps extends IngestEventsDeps {
  readonly instances: readonly Instance[];
}

export function createListening({ instances, ear, ...deps }: ListenDeps): Listening {
  const attention = createAttention(ear, deps.clock);
  const underway = new Set<Promise<unknown>>();
  let stops: readonly (() => void)[] | undefined;
  let catchingUp: Promise<void> | undefined;
  return {
    start,
    async heard(name) {
      const instance = pickInstance(instances, name);
      start();
      await attention.settled(instance.name);
    },
    caughtUp() {
      start();
      catchingUp ??= inTime(catchUp());
      return catchingUp;
    },
    trouble: attention.trouble,
    async stop() {
      for (const stop of stops ?? []) stop();
      stops = [];
      // A gateway that does not answer must not keep the process.
      await inTime(quiet());
    },
  };

  function start(): void {
    stops ??= instances.map((instance) =>
      ingestEvents(instance, { ...deps, ear: attention.ear, background }),
    );
  }

  async function catchUp(): Promise<void> {
    await Promise.all(instances.map(({ name }) => attention.settled(name)));
    await quiet();
  }

  async function quiet(): Promise<void> {
    while (underway.size > 0) await Promise.allSettled(underway);
  }

  async function inTime(work: Promise<void>): Promise<void> {
    let cancel = () => {};
    const late = new Promise<void>((resolve) => (cancel = deps.clock.after(PATIENCE_MS, resolve)));
    await Promise.race([work, late]);
    cancel();
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
