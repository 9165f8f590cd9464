import type { XiaozhiMode } from './options.ts';

/** One thing a xiaozhi does. The suite proves that the simulated one does it. */
export interface XiaozhiRequirement<Id extends string = string> {
  readonly id: Id;
  readonly mode: XiaozhiMode;
  readonly sentence: string;
  /** Where it is known from. */
  readonly source: string;
}

const TOLD = 'told in public logs and threads about api.xiaozhi.me';
const SEEN = 'seen on mcp-endpoint-server 0.0.6';
const READ = 'read in xiaozhi-esp32-server';
const ASSUMED = 'assumed, because nobody has told';

function cloud<Id extends string>(id: Id, source: string, sentence: string): XiaozhiRequirement<Id> {
  return { id, mode: 'cloud', sentence, source };
}

function selfhosted<Id extends string>(id: Id, source: string, sentence: string): XiaozhiRequirement<Id> {
  return { id, mode: 'selfhosted', sentence, source };
}

/** What the simulated xiaozhi promises to do as the real ones do. */
export const xiaozhiRequirements = [
  cloud(
    'cloud.greeting',
    TOLD,
    'initialize with id 0 comes at once; after its answer notifications/initialized, and tools/list with id 1.',
  ),
  cloud(
    'cloud.call',
    TOLD,
    'Ids count on; serialNumber, of the device or null, stands beside the arguments.',
  ),
  cloud('cloud.ping', TOLD, 'A JSON-RPC ping comes again and again; unanswered, it closes the socket.'),
  cloud('cloud.timeout', TOLD, 'A call is given up after its time; the late answer is heard by nobody.'),
  cloud(
    'cloud.dislikes',
    TOLD,
    'Closed with 4004: no JSON, binary, a result without an id, notifications/initialized, another protocol.',
  ),
  cloud('cloud.impatient', TOLD, 'Closed with 4004 as well when initialize is never answered.'),
  cloud(
    'cloud.ignores',
    TOLD,
    'Other notifications are ignored; tools are read again only after a reconnect.',
  ),
  cloud('cloud.large', TOLD, 'Results above 8192 bytes are too large; here they are kept whole and counted.'),
  cloud('cloud.several', ASSUMED, 'A token may have two sockets; the newest is called.'),
  cloud('cloud.cursor', ASSUMED, 'A list of tools with nextCursor is read to its end.'),
  cloud('cloud.requests', ASSUMED, 'A request to the cloud is not answered.'),
  cloud('cloud.gone', ASSUMED, 'A call whose tool side goes away, or is not there, fails at once.'),
  cloud('cloud.token', ASSUMED, 'No token, a broken, expired or other one: HTTP 401; another path: 404.'),

  selfhosted('relay.quiet', SEEN, 'Nothing is sent to a tool side until a device comes.'),
  selfhosted(
    'relay.ids',
    SEEN,
    'A device is told by the id: <uuid>_n_<number>, <uuid>_s_<string>; it gets its own back.',
  ),
  selfhosted(
    'relay.falsy',
    SEEN,
    'The ids 0, "" and null slip through as they are, and their answers get lost.',
  ),
  selfhosted(
    'relay.sessions',
    SEEN,
    'All devices share one socket: initialize comes again and again, ids repeat.',
  ),
  selfhosted(
    'relay.lost',
    SEEN,
    'Of a tool side get lost: notifications, requests, batches, what is no JSON, answers without such an id.',
  ),
  selfhosted('relay.lost.device', SEEN, 'Of a device get lost: batches. What is no JSON is passed on.'),
  selfhosted('relay.binary', SEEN, 'A binary frame of a tool side: unregistered, close 1000.'),
  selfhosted(
    'relay.not-connected',
    SEEN,
    'No tool side: -32001 with "result":null, even for a notification.',
  ),
  selfhosted('relay.forward', READ, 'A tool side that is just closing: -32002.'),
  selfhosted(
    'relay.token',
    SEEN,
    'Tokens are judged after the upgrade: close 1008 with one of four reasons.',
  ),
  selfhosted('relay.escapes', SEEN, 'The query is decoded: a token whose + is not escaped is another one.'),
  selfhosted('relay.slash', SEEN, 'Without the trailing slash: HTTP 403.'),
  selfhosted(
    'relay.ping',
    SEEN,
    'WebSocket pings come; without a pong the socket is closed and unregistered.',
  ),
  selfhosted('relay.large', SEEN, '15 MB pass, more than 16 MiB: close 1009.'),
  selfhosted('relay.replaced', SEEN, 'A second tool side: the first is closed with 1000 新连接替换.'),
  selfhosted(
    'relay.zombie',
    SEEN,
    'Who took a place is unregistered with its predecessor; who comes again is not.',
  ),
  selfhosted(
    'relay.half-open',
    SEEN,
    'Replacing a half-open socket makes everybody wait, and makes a zombie.',
  ),
  selfhosted('relay.wedged', SEEN, 'A wedged server lets in and never answers, until it is started again.'),
  selfhosted(
    'relay.probe',
    SEEN,
    'A ping from the side of the devices reaches the tool side, before any initialize.',
  ),
  selfhosted('relay.health', SEEN, 'A wrong key of the page of health: HTTP 200 with the error -32004.'),

  selfhosted('device.burst', SEEN, 'A device sends its first three frames without waiting for an answer.'),
  selfhosted('device.ids', SEEN, 'The ids of its calls begin with 1 again.'),
  selfhosted('device.cursor', SEEN, 'It follows nextCursor, with id 2 again.'),
  selfhosted(
    'device.tools',
    READ,
    'Of a tool it keeps name, description and type, properties, required of the schema.',
  ),
  selfhosted(
    'device.names',
    READ,
    'It rewrites names it cannot say, in descriptions too, and calls by the real ones.',
  ),
  selfhosted('device.text', SEEN, 'It hears the text of the first part of a result, and nothing else.'),
  selfhosted(
    'device.error',
    SEEN,
    'Of a result with isError it hears `error` or a set phrase, and not the text.',
  ),
  selfhosted(
    'device.refused',
    READ,
    'Of a JSON-RPC error it hears the message; with "result":null as well, None.',
  ),
  selfhosted(
    'device.action',
    READ,
    'A JSON text with `action` is obeyed: RESPONSE is said as it is, unknown ones fail.',
  ),
  selfhosted('device.timeout', SEEN, 'It gives a call up after its time.'),
  selfhosted('device.large', READ, 'It hangs up on a frame above 1 MiB.'),
  selfhosted(
    'device.console',
    SEEN,
    'The console is another client, and asks for the list with "params":null.',
  ),
] as const;

export type XiaozhiRequirementId = (typeof xiaozhiRequirements)[number]['id'];
