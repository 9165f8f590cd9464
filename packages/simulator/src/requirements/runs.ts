import { both, SEEN } from './requirement.ts';

/** Calls, and the runs of the agent. */
export const runsRequirements = [
  both(
    'call.scope',
    '§5',
    'A missing scope: FORBIDDEN, details {code:MISSING_SCOPE,missingScope,requiredScopes}.',
  ),
  both('call.scope.write', SEEN, 'operator.write includes operator.read, and agent and agent.wait need it.'),
  both(
    'call.unknown',
    '§6',
    'An unknown method is INVALID_REQUEST for admins and FORBIDDEN for everybody else.',
  ),
  both('call.params', SEEN, 'Missing and unknown parameters are refused in the words of the schema.'),
  both('call.status', '§6', 'status tells the version; agents.list the agents and the default one.'),
  both(
    'agent.accepted',
    '§6',
    'agent answers at once: runId = idempotencyKey, full session key, status accepted.',
  ),
  both(
    'agent.final',
    SEEN,
    'A second response with the same id carries status ok, the payloads and the meta of the run.',
  ),
  both('agent.long', SEEN, 'The final response carries a long text whole.'),
  both('agent.trimmed', SEEN, 'Blanks around the message are dropped.'),
  both('agent.session-key', '§6', 'Session keys are lower-cased and get agent:main: before them.'),
  both(
    'agent.unknown-agent',
    '§6',
    'An agent that does not exist: `Agent "ghost" no longer exists in configuration`.',
  ),
  both('agent.in-flight', '§6', 'The key of a running run again: one response, status in_flight.'),
  both('agent.stored', '§6', 'The key of an ended run again: the stored result in one response.'),
  both('agent.queue', '§7', 'A second run in a busy session waits and answers under its own id.'),
  both('agent.refused', SEEN, 'The provider refuses: second response ok:false, UNAVAILABLE, with a payload.'),
  both(
    'agent.silent',
    SEEN,
    'A model silent twice: ok:true with status error, summary failed and an apology isError.',
  ),
  both('agent.aborted', '§6', 'An aborted run: status timeout, summary aborted, stopReason rpc; no result.'),
  both(
    'agent.timeout',
    SEEN,
    '`timeout` is in seconds; over it: status timeout and an apology isError, no partial text.',
  ),
  both('agent.tool', '§7', 'An exec call leaves the tool rows in the history and does not change the reply.'),
  both('agent.survives', '§6', 'A run goes on when its client is gone; anybody can wait for it.'),
  both(
    'wait.ok',
    '§6',
    'agent.wait gives status ok and the terminal reply, cut to 4096 characters with an ellipsis.',
  ),
  both('wait.timeout', '§6', 'agent.wait says timeout for running, queued and unknown runs alike.'),
  both(
    'wait.failed',
    '§6',
    'agent.wait says error for a refused, silent or aborted run, timeout for a timed-out one.',
  ),
  both('send.started', '§6', 'chat.send answers runId = idempotencyKey, status started.'),
  both('send.replay', '§6', 'The key of an ended chat.send again: status ok, no text, not run again.'),
  both('send.per-method', '§6', 'Keys are remembered per method.'),
  both('send.refused', '§6', 'chat.send without a session key or a message is refused.'),
  both('abort.owner', '§6', 'chat.abort works for the same connection and for admins, running or queued.'),
  both('abort.device', '§6', 'chat.abort works for the same device on a new connection.'),
  both('abort.others', '§6', 'chat.abort by anybody else: INVALID_REQUEST unauthorized.'),
  both('abort.resumed', '§6', 'A run the gateway resumed after a crash may be aborted by everybody.'),
  both('abort.nothing', SEEN, 'chat.abort with nothing to abort: ok:true, aborted:false.'),
] as const;
