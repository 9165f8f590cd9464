import type { Method } from '../method.ts';
import { agent } from './agent.ts';
import { agentWait } from './agent-wait.ts';
import { approvalApply, approvalList, approvalResolve } from './approvals.ts';
import { chatAbort } from './chat-abort.ts';
import { chatHistory, chatMessageGet } from './chat-history.ts';
import { chatSend } from './chat-send.ts';
import { send } from './send.ts';
import { messagesSubscribe, messagesUnsubscribe, sessionsList, sessionsSubscribe } from './sessions.ts';
import { agentsList, status } from './status.ts';

/** Every method this gateway has, by its name. */
export const METHODS: ReadonlyMap<string, Method> = new Map([
  agent,
  agentWait,
  agentsList,
  approvalApply,
  approvalList,
  approvalResolve,
  chatAbort,
  chatHistory,
  chatMessageGet,
  chatSend,
  messagesSubscribe,
  messagesUnsubscribe,
  send,
  sessionsList,
  sessionsSubscribe,
  status,
]);
