import { unknownApproval, type Approval } from '../domain/approval.ts';
import { usage } from '../config/arguments.ts';

/** The one approval an id or its beginning names. Errors: `unknown_approval`, `invalid_input` when several begin like it. */
export function namedApproval(approvals: readonly Approval[], begun: string): Approval {
  const exact = approvals.find(({ id }) => id === begun);
  const found = exact === undefined ? approvals.filter(({ id }) => id.startsWith(begun)) : [exact];
  const [approval, another] = found;
  if (approval === undefined) throw unknownApproval(begun);
  if (another === undefined) return approval;
  throw usage(
    `"${begun}" begins the ids of ${found.length} approvals: ${found.map(({ id }) => id).join(', ')}.`,
  );
}
