import { run, type ServicePlan } from '../domain/service-plan.ts';
import type { Machine } from './machine.ts';

/** What the scripts of a tutorial left, under these names: it would answer on the same endpoint. */
const SERVICE = 'JarvisMCPBridge';
const TASK = 'JarvisMCPBridge_AutoStart';

export interface TutorialRemains {
  /** What people see of them. */
  readonly names: readonly string[];
  readonly removal: ServicePlan;
}

/** Undefined when there is nothing of it. */
export async function findTutorial(machine: Machine): Promise<TutorialRemains | undefined> {
  const [service, task] = await Promise.all([
    machine.run(['sc.exe', 'query', SERVICE]),
    machine.run(['schtasks.exe', '/Query', '/TN', TASK]),
  ]);
  const removal = [
    ...(service.code === 0
      ? [
          run(['sc.exe', 'stop', SERVICE], { mayFail: true }),
          run(['sc.exe', 'delete', SERVICE], {
            hint: 'Only an administrator may do this: open the terminal with "Run as administrator".',
          }),
        ]
      : []),
    ...(task.code === 0
      ? [
          run(['schtasks.exe', '/End', '/TN', TASK], { mayFail: true }),
          run(['schtasks.exe', '/Delete', '/F', '/TN', TASK], {
            hint: 'It was made by an administrator: open the terminal with "Run as administrator".',
          }),
        ]
      : []),
  ];
  if (removal.length === 0) return undefined;
  const names = [
    ...(service.code === 0 ? [`the service ${SERVICE}`] : []),
    ...(task.code === 0 ? [`the task ${TASK}`] : []),
  ];
  return { names, removal };
}
