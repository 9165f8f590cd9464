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

  both(
    'approval.admin-device',
    SEEN,
    'A device that is admin is asked about everything, also about runs of agent from its other connections.',
  ),
  both(
    'approval.request',
    '§8',
    'exec.approval.request with twoPhase answers accepted, then the decision; without it the decision alone.',
  ),
  both(
    'approval.request.asker',
    SEEN,
    'Who asks is not asked on the same connection, and nobody without the cap is.',
  ),
  both(
    'approval.request.device',
    SEEN,
    'What one connection of a device asks, its other connections may decide.',
  ),
  both(
    'approval.request.nobody',
    '§8',
    'With nobody to ask a request ends at once: decision null, no-route.',
  ),
  both('approval.expires', '§7', 'What expires is told as denied by nobody; its status is expired.'),
  both(
    'approval.get',
    '§7',
    'exec.approval.get and approval.get show what waits; the latter what is over, too.',
  ),
  both(
    'approval.history',
    '§7',
    'approval.history pages through what is over, newest first, by kind too, for everybody with the scope.',
  ),
  both(
    'approval.plugin',
    '§8',
    'Plugin approvals work alike; their ids start with plugin: and are unknown to exec.',
  ),
] as const;
