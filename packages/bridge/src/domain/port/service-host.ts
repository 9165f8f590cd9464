import type { ServicePlan } from '../service-plan.ts';
import type { ServiceJob, ServiceState } from '../service.ts';

/**
 * What starts clawbridge at boot or logon, and again after a crash. A plan MUST change nothing before it is carried out,
 * MUST leave the same behind when it is carried out twice, and MUST hold no secret. What it starts MUST NOT be started again
 * after exit code 78.
 */
export interface ServiceHost {
  /** What people call it. */
  readonly title: string;
  /** The file that is there as long as the service is installed. */
  readonly file: string;
  /** Also for one that is there: it is then as new, and starts anew. Errors: `config_invalid`. */
  install(job: ServiceJob): Promise<ServicePlan>;
  /** Stops it, and takes away what `install` wrote. What the service itself keeps stays. */
  uninstall(): Promise<ServicePlan>;
  start(): Promise<ServicePlan>;
  stop(): Promise<ServicePlan>;
  restart(): Promise<ServicePlan>;
  /** Errors: `service_failed` where the manager cannot be asked. */
  look(): Promise<ServiceState>;
  /** What a person should know once it is installed; one sentence each. */
  advice(): Promise<readonly string[]>;
}
