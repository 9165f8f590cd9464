export type GatewayKind = 'simulator' | 'real';

/** One promise of a gateway. The contract suite proves it on every gateway that makes it. */
export interface Requirement<Id extends string = string> {
  readonly id: Id;
  readonly sentence: string;
  /** A section of the gateway reference, or where it was seen. */
  readonly source: string;
  readonly on: readonly GatewayKind[];
}

const SEEN = 'seen on openclaw 2026.9.6';

function both<Id extends string>(id: Id, source: string, sentence: string): Requirement<Id> {
  return { id, sentence, source, on: ['simulator', 'real'] };
}

/** What the simulator promises to do as the real gateway does. */
export const requirements = [
  both('http.health', '§4', '/health and /healthz answer {ok:true,status:"live"} without authentication.'),
  both('http.ready', '§4', '/ready and /readyz answer 200 with ready:true without authentication.'),
  both(
    'http.models',
    '§4',
    '/v1/models lists openclaw, openclaw/default, openclaw/main; each can be read by id.',
  ),
  both('http.models.unknown', SEEN, 'An unknown openclaw/x is 404; any other unknown model id is 400.'),
  both('http.unauthorized', '§4', 'A missing or wrong token is 401, before the body is looked at.'),
  both('http.unknown-path', '§4', 'A wrong address is 404 with the text "Not Found".'),
  both('http.wrong-verb', SEEN, 'GET on chat completions is 405.'),
  both('http.bad-json', SEEN, 'A body that is no JSON is 400.'),
  both(
    'http.chat',
    '§4',
    'A chat completion is an OpenAI object with id chatcmpl_<uuid>, the reply and the usage.',
  ),
  both('http.chat.stream', '§4', 'A stream is: role, content deltas, a chunk with finish_reason, [DONE].'),
  both(
    'http.chat.usage-chunk',
    '§4',
    'The usage chunk comes only when stream_options.include_usage asks for it.',
  ),
  both(
    'http.chat.session-header',
    '§4',
    'x-openclaw-session-key names the same session as the WebSocket methods do.',
  ),
  both('http.chat.user', '§4', '`user` keeps one session, agent:main:openai-user:<user>.'),
  both(
    'http.chat.new-session',
    '§4',
    'Without header and user each request gets a new session, agent:main:openai:<uuid>.',
  ),
  both('http.chat.flattened', '§4', 'Earlier turns in `messages` become one prompt.'),
  both('http.chat.parts', SEEN, 'Text parts of a content array are joined by line breaks.'),
  both(
    'http.chat.model',
    '§4',
    'A model other than openclaw or openclaw/<agent> is 400; leaving it out is fine.',
  ),
  both('http.chat.agent', '§4', 'An unknown agent, in the model or in x-openclaw-agent-id, is 400.'),
  both(
    'http.chat.agent-in-key',
    SEEN,
    'An unknown agent in the session key is 500, or an error event inside a stream.',
  ),
  both('http.chat.no-user-message', '§4', '`messages` without a user message is 400.'),
  both(
    'http.chat.reserved-session',
    '§4',
    'A session key in a reserved namespace (cron, subagent, acp) is 400.',
  ),
  both(
    'http.chat.refused',
    '§4',
    'A refusal of the provider is HTTP 400, or an error event inside a stream of status 200.',
  ),
  both('http.chat.silent', SEEN, 'A model that stays silent is HTTP 500, or an error event inside a stream.'),
  both('http.chat.gone', '§4', 'A client that disconnects aborts its run: the session ends as killed.'),

  both(
    'http.chat.elsewhere',
    SEEN,
    'Readers and agent.wait see a run by HTTP under its chatcmpl id; chat.abort does not find it.',
  ),

  both('connect.challenge', '§5', 'The first frame is connect.challenge with nonce and ts.'),
  both(
    'connect.hello',
    '§5',
    'hello-ok has protocol 4, server {version,bootId,connId}, features, auth and policy.',
  ),
  both('connect.backend', '§5', 'On loopback the token alone keeps every requested scope, admin included.'),
  both(
    'connect.paired-silently',
    '§5',
    'On loopback a cli with a new device is paired silently and gets a deviceToken.',
  ),
  both('connect.backend-not-paired', '§5', 'A backend with a device is let in and not paired.'),
  both(
    'connect.device-token',
    '§5',
    'A deviceToken alone is enough later, as auth.token or auth.deviceToken.',
  ),
  both(
    'connect.device-token.scopes',
    '§5',
    'More scopes than the deviceToken has: AUTH_SCOPE_MISMATCH, close 1008.',
  ),
  both('connect.bad-token', '§5', 'A wrong token: INVALID_REQUEST with AUTH_TOKEN_MISMATCH, close 1008.'),
  both('connect.no-token', '§5', 'No token: DEVICE_IDENTITY_REQUIRED; with a device AUTH_TOKEN_MISSING.'),
  both(
    'connect.params',
    '§5',
    'An unknown client id or key is refused in the words of the schema, close 1008.',
  ),
  both('connect.protocol', '§5', 'A range without 4: PROTOCOL_MISMATCH, close 1002; a range with 4 is fine.'),
  both(
    'connect.origin',
    '§5',
    'A webchat client or an Origin header: CONTROL_UI_ORIGIN_NOT_ALLOWED, close 1008.',
  ),
  both(
    'connect.signature',
    '§5',
    'A device that signed something else: DEVICE_AUTH_SIGNATURE_INVALID, close 1008.',
  ),
  both('connect.proxy', '§5', 'X-Forwarded-For, and no proxy is trusted: HTTP 403 at the upgrade.'),
  both('connect.first', SEEN, 'Any other first request is refused, close 1008.'),
  both('remote.no-device', '§5', 'From elsewhere the token without a device connects with no scopes at all.'),
  both(
    'remote.not-paired',
    '§5',
    'A new device from elsewhere: NOT_PAIRED, PAIRING_REQUIRED with a stable requestId.',
  ),
  both('remote.approved', '§5', 'An approved device connects with its scopes and gets a deviceToken.'),
  both(
    'remote.upgrade',
    SEEN,
    'An approved device that wants more scopes: PAIRING_REQUIRED, reason scope-upgrade.',
  ),

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

  both(
    'message.sent',
    SEEN,
    'send brings a text to a recipient of a channel and answers runId = idempotencyKey, messageId, channel.',
  ),
  both(
    'message.replay',
    SEEN,
    'A key again, by anybody and at the same time too, is not sent again: the first answer. Per channel and account.',
  ),
  both('message.refused', SEEN, 'send wants a recipient, a key, a text and a channel there is.'),
  both(
    'message.queued',
    SEEN,
    'What a channel cannot deliver: UNAVAILABLE, OUTBOUND_DELIVERY_QUEUED, and the same for the key again.',
  ),

  both('abort.owner', '§6', 'chat.abort works for the same connection and for admins, running or queued.'),
  both('abort.device', '§6', 'chat.abort works for the same device on a new connection.'),
  both('abort.others', '§6', 'chat.abort by anybody else: INVALID_REQUEST unauthorized.'),
  both('abort.resumed', '§6', 'A run the gateway resumed after a crash may be aborted by everybody.'),
  both('abort.nothing', SEEN, 'chat.abort with nothing to abort: ok:true, aborted:false.'),

  both(
    'history.rows',
    '§6',
    'Rows have role, content, timestamp and __openclaw {id,seq,transcriptPosition}; users <key>:user.',
  ),
  both('history.unknown', '§6', 'An unknown session has no messages and is no error.'),
  both('history.limit', '§6', 'limit takes the newest rows; 0 is refused.'),
  both(
    'history.in-flight',
    '§7',
    'While a run is going its text so far is in inFlightRun; queued ones are pending inputs.',
  ),
  both(
    'history.cut',
    '§6',
    'Texts are cut at 8000 characters and marked; maxChars and chat.message.get give the whole.',
  ),
  both(
    'history.failed',
    '§6',
    'A refused run leaves a row <key>:terminal-error, an aborted one its partial text.',
  ),
  both('sessions.list', '§6', 'sessions.list shows the newest first, with status and hasActiveRun.'),

  both('events.chat', '§7', 'chat events: cumulative deltas, then one final with the whole text.'),
  both(
    'events.agent',
    '§7',
    'agent events: lifecycle start, assistant, usage, lifecycle end, numbered per run.',
  ),
  both('events.seq', '§7', 'The outer seq of events counts from 1 per connection without holes.'),
  both(
    'events.failed',
    '§7',
    'A refused, silent or timed-out run ends in a chat error, an aborted one in chat aborted.',
  ),
  both(
    'events.tool',
    SEEN,
    'Tool events, start and result, reach the connection that started the run, with cap tool-events, alone.',
  ),
  both(
    'events.everybody',
    '§7',
    'chat and agent events reach every reader, session.message only subscribers.',
  ),
  both('events.scoped', '§7', 'With cap session-scoped-events nothing comes without a subscription.'),
  both(
    'events.scoped.session',
    '§7',
    'sessions.messages.subscribe brings chat, agent and session.message of one session.',
  ),
  both(
    'events.scoped.all',
    '§7',
    'sessions.subscribe brings session.message of all sessions, and no chat or agent.',
  ),
  both(
    'events.message',
    '§7',
    'session.message carries the row, its id and its number, cut like the history.',
  ),

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
] as const;

export type RequirementId = (typeof requirements)[number]['id'];
