import { pickAllowed } from '../domain/allowed-instance.ts';
import type { Instance } from '../domain/instance.ts';
import type { InstanceReport } from '../domain/instance-report.ts';
import type { InstanceProbe } from '../domain/port/instance-probe.ts';
import { requireScope, type Principal } from '../domain/principal.ts';

export interface InstanceStatus {
  readonly instance: Instance;
  readonly report: InstanceReport;
}

/** Asks one instance how it is, now. Errors: `not_allowed`, `unknown_instance`. */
export type CheckStatus = (principal: Principal, instance?: string) => Promise<InstanceStatus>;

export interface CheckStatusDeps {
  readonly instances: readonly Instance[];
  readonly probe: InstanceProbe;
}

export function createCheckStatus({ instances, probe }: CheckStatusDeps): CheckStatus {
  return async function checkStatus(principal, name) {
    requireScope(principal, 'read');
    const instance = pickAllowed(instances, principal, name);
    return { instance, report: await probe.probe(instance.name) };
  };
}
