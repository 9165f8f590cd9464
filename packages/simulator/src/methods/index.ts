import type { Method } from '../method.ts';
import { agent } from './agent.ts';
import { agentWait } from './agent-wait.ts';
import { approvalResolve, execApprovalResolve, pluginApprovalResolve } from './approval-decide.ts';
import {
  approvalGet,
  approvalHistory,
  execApprovalGet,
  execApprovalList,
  pluginApprovalList,
} from './approval-read.ts';
import { execApprovalRequest, pluginApprovalRequest } from './approval-request.ts';
import { chatAbort } from './chat-abort.ts';
import { chatHistory } from './chat-history.ts';
import { chatInject } from './chat-inject.ts';
import { chatMessageGet } from './chat-message-get.ts';
import { chatSend } from './chat-send.ts';
import { send } from './send.ts';
import { sessionsDelete, sessionsReset } from './session-changes.ts';
import { sessionsDescribe, sessionsGet, sessionsList } from './sessions.ts';
import { agentsList, status } from './status.ts';
import { messagesSubscribe, messagesUnsubscribe, sessionsSubscribe } from './subscriptions.ts';

/** Every method this gateway has, by its name. */
export const METHODS: ReadonlyMap<string, Method> = new Map([
  agent,
  agentWait,
  agentsList,
  approvalGet,
  approvalHistory,
  approvalResolve,
  chatAbort,
  chatHistory,
  chatInject,
  chatMessageGet,
  chatSend,
  execApprovalGet,
  execApprovalList,
  execApprovalRequest,
  execApprovalResolve,
  messagesSubscribe,
  messagesUnsubscribe,
  pluginApprovalList,
  pluginApprovalRequest,
  pluginApprovalResolve,
  send,
  sessionsDelete,
  sessionsDescribe,
  sessionsGet,
  sessionsList,
  sessionsReset,
  sessionsSubscribe,
  status,
]);
