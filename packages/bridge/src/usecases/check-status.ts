import { pickInstance, type Instance } from '../domain/instance.ts';
import type { InstanceReport } from '../domain/instance-report.ts';
import type { InstanceProbe } from '../domain/port/instance-probe.ts';

export interface InstanceStatus {
  readonly instance: Instance;
  readonly report: InstanceReport;
}

/** Asks one instance how it is, now. Errors: `unknown_instance`. */
export type CheckStatus = (instance?: string) => Promise<InstanceStatus>;

export interface CheckStatusDeps {
  readonly instances: readonly Instance[];
  readonly probe: InstanceProbe;
}

export function createCheckStatus({ instances, probe }: CheckStatusDeps): CheckStatus {
  return async function checkStatus(name) {
    const instance = pickInstance(instances, name);
    return { instance, report: await probe.probe(instance.name) };
  };
}
