import type { Background } from './background.ts';

/** A Background that can be waited for. Runs of tasks do not count: the test decides when they end. */
export function watched(background: Background) {
  const open = new Set<Promise<unknown>>();
  return {
    background: ((name, work) =>
      background(name, () => {
        const job = work();
        if (name !== 'run a task') {
          open.add(job);
          const forget = () => open.delete(job);
          job.then(forget, forget);
        }
        return job;
      })) satisfies Background,
    async quiet() {
      while (open.size > 0) await Promise.allSettled(open);
    },
  };
}
