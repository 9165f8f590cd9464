import { attachmentsFetch } from './attachments-fetch.ts';
import { conversationGet } from './conversation-get.ts';
import { conversationsList } from './conversations-list.ts';
import { eventsPoll } from './events-poll.ts';
import { eventsWait } from './events-wait.ts';
import { messagesRead } from './messages-read.ts';
import { messagesSend } from './messages-send.ts';
import { permissionsListOpen } from './permissions-list-open.ts';
import { permissionsRespond } from './permissions-respond.ts';
import type { Tool } from './tool.ts';

/** The conversations OpenClaw has, what happens in them, and what waits for a decision. In the order of `openclaw mcp serve`. */
export const conversationsSet: readonly Tool[] = [
  conversationsList,
  conversationGet,
  messagesRead,
  attachmentsFetch,
  eventsPoll,
  eventsWait,
  messagesSend,
  permissionsListOpen,
  permissionsRespond,
];
