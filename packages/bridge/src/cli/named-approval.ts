import { unknownApproval, type Approval } from '../domain/approval.ts';
import { usage } from '../config/arguments.ts';
import { Failure } from '../domain/failure.ts';

/** With less, a slip of the finger is a yes to what nobody has looked at. */
const LEAST_CHARS = 8;

/** The ids of one kind all begin with it. */
const KIND = /^plugin:/;

/** As little of an id as names it. */
export function shortName(id: string): string {
  const [kind = ''] = KIND.exec(id) ?? [];
  return id.slice(0, kind.length + LEAST_CHARS);
}

/**
 * The one approval an id or its beginning names. Errors: `unknown_approval`; `invalid_input` when several begin like it, or
 * the beginning is too short to be meant.
 */
export function namedApproval(approvals: readonly Approval[], begun: string): Approval {
  const exact = approvals.find(({ id }) => id === begun);
  if (exact === undefined && begun.replace(KIND, '').length < LEAST_CHARS) throw tooShort(begun);
  const found = exact === undefined ? approvals.filter(({ id }) => id.startsWith(begun)) : [exact];
  const [approval, another] = found;
  if (approval === undefined) throw unknownApproval(begun);
  if (another === undefined) return approval;
  throw usage(
    `"${begun}" begins the ids of ${found.length} approvals: ${found.map(({ id }) => id).join(', ')}.`,
  );
}

function tooShort(begun: string): Failure {
  return new Failure('invalid_input', `"${begun}" is too short to name an approval.`, {
    hint: `Pass the id that \`clawbridge approvals list\` shows, or at least ${LEAST_CHARS} characters of it.`,
  });
}
