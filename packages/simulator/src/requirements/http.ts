import { both, SEEN } from './requirement.ts';

/** What is promised over HTTP. */
export const httpRequirements = [
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
] as const;
