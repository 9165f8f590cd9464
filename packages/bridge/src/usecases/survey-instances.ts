import { allowedInstances } from '../domain/allowed-instance.ts';
import type { Instance } from '../domain/instance.ts';
import type { InstanceReport } from '../domain/instance-report.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { InstanceProbe } from '../domain/port/instance-probe.ts';
import type { TaskStore } from '../domain/port/task-store.ts';
import { requireScope, type Principal } from '../domain/principal.ts';

/** Whoever looks at all of them does not wait for the slowest. */
const PATIENCE_MS = 2_000;

/** Several look at once, every few seconds: the gateways are not theirs to load. */
const KEEP_MS = 5_000;

export interface SurveyedInstance {
  readonly instance: Instance;
  /** Undefined where it has not answered yet. */
  readonly report: InstanceReport | undefined;
  /** Tasks of everybody. */
  readonly running: number;
  readonly pending: number;
}

/** How all instances are, and how much each has to do. Answers soon, whatever they do. Errors: `not_allowed`. */
export type SurveyInstances = (principal: Principal) => Promise<readonly SurveyedInstance[]>;

export interface SurveyInstancesDeps {
  readonly instances: readonly Instance[];
  readonly probe: InstanceProbe;
  readonly store: Pick<TaskStore, 'load'>;
  readonly clock: Clock;
}

interface Look {
  report?: InstanceReport;
  readonly done: Promise<void>;
  isUnderway: boolean;
  at: number;
}

export function createSurveyInstances(deps: SurveyInstancesDeps): SurveyInstances {
  const { instances, probe, store, clock } = deps;
  const looks = new Map<string, Look>();

  return async function surveyInstances(principal) {
    requireScope(principal, 'admin');
    const asked = allowedInstances(instances, principal);
    const [load] = await Promise.all([store.load(), inTime(asked.map(({ name }) => look(name)))]);
    const count = (name: string, status: 'running' | 'pending') =>
      load.find((one) => one.instance === name && one.status === status)?.count ?? 0;
    return asked.map((instance) => ({
      instance,
      report: looks.get(instance.name)?.report,
      running: count(instance.name, 'running'),
      pending: count(instance.name, 'pending'),
    }));
  };

  /** One question at a time to each; what it answered before is shown until it answers again. */
  function look(name: string): Promise<void> {
    const before = looks.get(name);
    if (before !== undefined && (before.isUnderway || clock.now() < before.at + KEEP_MS)) return before.done;
    const asked = probe.probe(name);
    const now: Look = {
      isUnderway: true,
      at: clock.now(),
      ...(before?.report === undefined ? {} : { report: before.report }),
      done: asked.then((report) => {
        now.report = report;
        now.isUnderway = false;
        now.at = clock.now();
      }),
    };
    looks.set(name, now);
    return now.done;
  }

  async function inTime(work: readonly Promise<void>[]): Promise<void> {
    let cancel = () => {};
    const late = new Promise<void>((resolve) => {
      cancel = clock.after(PATIENCE_MS, resolve);
    });
    await Promise.race([Promise.all(work), late]).finally(cancel);
  }
}
