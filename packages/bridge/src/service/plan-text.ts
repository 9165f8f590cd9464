import type { ServicePlan, ServiceStep } from '../domain/service-plan.ts';

/** A plan as a person reads it: every file whole, every command as its words. */
export function planText(plan: ServicePlan): string {
  return plan.map(stepText).join('\n');
}

function stepText(step: ServiceStep): string {
  switch (step.kind) {
    case 'write':
      return [
        `write ${step.file}${step.encoding === 'utf16le' ? ' (UTF-16)' : ''}`,
        ...step.content
          .trimEnd()
          .split(/\r?\n/)
          .map((line) => `  | ${line}`),
      ].join('\n');
    case 'copy':
      return `copy ${step.from} to ${step.file} (SHA-256 ${step.sha256})`;
    case 'remove':
      return `remove ${step.file}`;
    case 'run':
      return `run ${JSON.stringify(step.argv)}`;
  }
}
