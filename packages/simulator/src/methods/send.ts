import { basename } from 'node:path/posix';
import { announceMessage } from '../announce.ts';
import type { Gateway } from '../gateway.ts';
import { method } from '../method.ts';
import type { SentMessage } from '../post.ts';
import { Refusal } from '../refusal.ts';
import { mirrorRow } from '../row.ts';
import { WRITE } from '../scopes.ts';

const SHAPE = {
  to: 'string',
  idempotencyKey: 'string',
  // The real gateway finds the channel by itself where there is only one.
  channel: 'string',
  message: 'string?',
  mediaUrl: 'string?',
  mediaUrls: 'strings?',
  accountId: 'string?',
  threadId: 'string?',
  sessionKey: 'string?',
  replyToId: 'string?',
  agentId: 'any?',
  silent: 'any?',
  parseMode: 'any?',
} as const;

/** Sends a text, files or both to a person, over a channel. The session it is said for remembers it. */
export const send = method('send', WRITE, SHAPE, ({ gateway, params }) => {
  const { to, idempotencyKey, channel, message = '', mediaUrl } = params;
  const mediaUrls = params.mediaUrls ?? (mediaUrl === undefined ? [] : [mediaUrl]);
  if (message === '' && mediaUrls.length === 0)
    throw new Refusal('INVALID_REQUEST', 'invalid send params: text or media is required');
  const sent: SentMessage = {
    id: idempotencyKey,
    channel,
    to,
    text: message,
    ...optional('accountId', params.accountId),
    ...optional('threadId', params.threadId),
    ...optional('replyToId', params.replyToId),
    ...optional('sessionKey', params.sessionKey),
    ...(mediaUrls.length === 0 ? {} : { mediaUrls }),
  };
  return gateway.post.send(sent, () => mirror(gateway, sent));
});

function optional<K extends string>(name: K, value: string | undefined): { readonly [P in K]?: string } {
  const field: { [P in K]?: string } = {};
  if (value !== undefined) field[name] = value;
  return field;
}

/** What was sent becomes a word of the assistant, and where it went the route of the session. Short keys are not known. */
function mirror(gateway: Gateway, { sessionKey, id, channel, to, text, ...rest }: SentMessage): void {
  if (sessionKey?.startsWith('agent:') !== true) return;
  const { accountId, threadId, mediaUrls = [] } = rest;
  const session = gateway.disk.sessions.open(sessionKey.toLowerCase());
  session.route = { channel, to, ...optional('accountId', accountId), ...optional('threadId', threadId) };
  const files = mediaUrls.map((url) => basename(url)).join(', ');
  const row = session.append(mirrorRow([text, files].filter((part) => part !== '').join('\n'), id));
  const hasActiveRun = gateway.runs.activeIn(session).length > 0;
  announceMessage(gateway.audience, session, row, { hasActiveRun });
}
