import { withheldApprovals } from '../domain/approval.ts';
import type { Instance } from '../domain/instance.ts';
import type { InstanceReport } from '../domain/instance-report.ts';
import type { Finding } from './check.ts';

/** Whether a gateway keeps approvals from us that we asked it for; nothing where nobody wants to decide any. */
export function checkApprovals(
  { name, mode }: Pick<Instance, 'name' | 'mode'>,
  { approvals }: InstanceReport,
): readonly Finding[] {
  const wanted = mode === 'approvals' || mode === 'admin';
  const withheld = approvals === undefined || !wanted ? undefined : withheldApprovals(approvals);
  if (withheld === undefined) return [];
  const { message, hint = '' } = withheld;
  const notGranted =
    'The gateway did not grant this device what it asks for: `openclaw devices list` there shows it.';
  return [
    {
      name: `Instance ${name}, approvals`,
      status: 'warn',
      detail: message,
      hint: mode === 'admin' || approvals === 'none' ? notGranted : hint,
    },
  ];
}
