import { isSameSession } from '../../domain/conversation.ts';
import { isoTime } from '../../domain/iso-time.ts';
import type { Message } from '../../domain/message.ts';
import { newestWithin } from '../../domain/newest-within.ts';
import { approvalView } from '../tools/approval-view.ts';
import { conversationView } from '../tools/conversation-view.ts';
import { CONVERSATION_TEMPLATE, conversationUri } from './resource-uri.ts';
import { JSON_TYPE, type ResourceKind } from './resource.ts';

const LISTED = 50;
const MESSAGES = 50;

/** Where they are longer together, fewer are shown. What clients take without complaint. */
const MAX_CHARS = 100_000;

/** A conversation with what was said in it last, and what waits in it for a decision. */
export const conversationResource: ResourceKind<'conversation'> = {
  template: {
    uriTemplate: CONVERSATION_TEMPLATE,
    name: 'conversation',
    title: 'A conversation of OpenClaw',
    description: `One conversation and its newest ${MESSAGES} messages, oldest first, with the approvals that wait in it. The key is the percent-encoded session key.`,
    mimeType: JSON_TYPE,
  },
  async list({ listConversations }, principal) {
    const { sessions } = await listConversations({ principal, limit: LISTED, withLastMessages: false });
    return sessions.map((session) => ({
      uri: conversationUri(session.instance, session.key),
      name: session.key,
      title: session.displayName ?? session.label ?? session.derivedTitle ?? session.key,
      mimeType: JSON_TYPE,
      ...(session.updatedAt === undefined
        ? {}
        : { annotations: { lastModified: isoTime(session.updatedAt) } }),
    }));
  },
  async read({ getConversation, readMessages, listApprovals }, principal, { instance, sessionKey }) {
    const place = { principal, instance, sessionKey };
    const session = await getConversation(place);
    const messages = await readMessages.readMessages({ ...place, limit: MESSAGES });
    const kept = newestWithin(messages.map(messageView), MAX_CHARS);
    // Those the gateway shows us: where it shows none, the conversation can still be read.
    const { approvals } = await listApprovals({ principal, instance });
    const open = approvals.filter(
      (one) => one.sessionKey !== undefined && isSameSession(one.sessionKey, session.key),
    );
    return {
      conversation: { ...conversationView(session), isActive: session.isActive },
      messages: kept,
      ...(kept.length < messages.length ? { truncated: true } : {}),
      approvals: open.map(approvalView),
    };
  },
};

function messageView({ id, seq, role, text, at, fromOwner }: Message) {
  return { id, seq, role, text, at: isoTime(at), fromOwner };
}
