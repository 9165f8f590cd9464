import type { InstanceReport } from '../instance-report.ts';

/** Asks an Instance how it is. MUST answer within a few seconds and MUST NOT throw: trouble is part of the report. */
export interface InstanceProbe {
  probe(instance: string): Promise<InstanceReport>;
}
