import { both, SEEN } from './requirement.ts';

/** What waits for a yes or no. */
export const approvalsRequirements = [
  both(
    'approval.admin',
    '§8',
    'With an admin approver present an exec of anybody is raised, also one by HTTP.',
  ),
  both(
    'approval.device',
    SEEN,
    'A device sees and decides its own approvals only if chat.send started the run.',
  ),
  both('approval.nobody', '§8', 'Without somebody to ask the exec is denied at once and the run goes on.'),
  both('approval.no-scope', '§8', 'A run started without operator.approvals cannot ask: the tool fails.'),
  both('approval.list', '§8', 'exec.approval.list is a bare array of what the caller may see.'),
  both(
    'approval.allow',
    '§8',
    'allow-once runs the command; the same decision again is ok, another one is refused.',
  ),
  both('approval.deny', '§8', 'deny makes the tool fail with user-denied; exec.approval.resolved tells it.'),
  both('approval.invalid', '§8', 'Unknown ids, unknown words and allow-always are refused.'),
  both('approval.apply', '§8', 'approval.resolve answers with the record and whether the decision counted.'),
  both('approval.abort', SEEN, 'Aborting the run resolves its approval as deny, by nobody.'),
] as const;
