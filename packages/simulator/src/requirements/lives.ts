import { both, SEEN } from './requirement.ts';

/** What happens when the gateway stops or dies. */
export const livesRequirements = [
  both('stop.finishes', '§7', 'SIGTERM: running turns finish and send their normal final.'),
  both(
    'stop.refuses',
    SEEN,
    'Meanwhile upgrades, /readyz and chat completions are 503, requests UNAVAILABLE, retryable, without a trace.',
  ),
  both(
    'stop.turns-away',
    '§7',
    'A queued run of agent ends with "Gateway is draining" and leaves a row of its own; its key is spent.',
  ),
  both('stop.http', SEEN, 'A running completion is finished, a queued one ends with an error event.'),
  both('stop.shutdown', '§7', 'Then it tells `shutdown` and closes with 1012 "service restart".'),
  both('kill.forgets', '§6', 'After a crash the keys and results of runs are forgotten; it is a new boot.'),
  both('kill.transcript', '§6', 'After a crash the transcript still has the user row <key>:user.'),
  both(
    'kill.resumes',
    '§6',
    'An interrupted run resumes by itself under a new run id, told by the provenance of its row.',
  ),
  both(
    'kill.pending',
    '§6',
    'Before its row a resumed run is a queued pending input with that provenance; abortedLastRun is false again.',
  ),
  both(
    'kill.queued',
    '§6',
    'A run that waited at a crash is an interrupted pending input: it is not run, and its key is refused.',
  ),
  both(
    'kill.resend',
    '§6',
    'The key of a forgotten ended run: agent ends with an error and adds an error row, chat.send runs it again.',
  ),
  both('kill.device', '§5', 'Paired devices survive a crash.'),

  both('kill.cursor', '§7', 'Cursors survive a crash and a stop.'),
  both('kill.approvals', '§7', 'What waits for a decision is cancelled by a crash and by a stop.'),
] as const;
