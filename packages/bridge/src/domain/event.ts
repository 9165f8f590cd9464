import type { Approval, Resolution } from './approval.ts';
import { attachmentsOf } from './attachment.ts';
import type { Route } from './conversation.ts';
import type { Message, MessageRole } from './message.ts';
import type { TaskStatus } from './task.ts';

export const EVENT_TYPES = [
  'message',
  'exec_approval_requested',
  'exec_approval_resolved',
  'plugin_approval_requested',
  'plugin_approval_resolved',
  'claude_permission_request',
  'task_settled',
  'gap',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** What every record of the log says. */
export interface EventHead {
  readonly instance: string;
  /** Names the happening: no two events of one instance and type have the same. */
  readonly id: string;
  /** Full key, where it belongs to a session. */
  readonly sessionKey?: string;
  /** Set when only this principal may know of it. */
  readonly principal?: string;
  /** When it happened. Milliseconds since 1970, by the clock of whoever told of it. */
  readonly at: number;
}

/** What happened. Slim: a few hundred bytes besides the texts. */
export type Happening =
  | { readonly type: 'message'; readonly message: SaidMessage }
  | {
      readonly type: 'exec_approval_requested' | 'plugin_approval_requested';
      readonly approval: Omit<Approval, 'instance' | 'request'>;
    }
  | {
      readonly type: 'exec_approval_resolved' | 'plugin_approval_resolved';
      readonly resolution: Omit<Resolution, 'instance' | 'raw'>;
    }
  | { readonly type: 'claude_permission_request'; readonly permission: PermissionRequest }
  | { readonly type: 'task_settled'; readonly task: SettledTask }
  | { readonly type: 'gap'; readonly gap: Gap };

export interface SaidMessage {
  readonly messageId: string;
  readonly messageSeq?: number;
  readonly role: MessageRole;
  readonly text: string;
  readonly fromOwner: boolean;
  /** How many hang on it; undefined for none. */
  readonly attachments?: number;
  /** Where the session's messages go, if it has a route. */
  readonly route?: Route;
}

/** What Claude Code wants to do and asks for over the channel. */
export interface PermissionRequest {
  /** Five letters a person can type. */
  readonly requestId: string;
  readonly toolName: string;
  readonly description: string;
  readonly inputPreview: string;
}

export interface SettledTask {
  readonly taskId: string;
  readonly sessionId: string;
  readonly status: TaskStatus;
}

/** Something happened that nobody can tell any more: read the session instead. */
export interface Gap {
  readonly reason: string;
  /** Of the session's route, if it has one. */
  readonly channel?: string;
  /** The last message before it, and the first one after it, where they are known. */
  readonly afterMessageId?: string;
  readonly beforeMessageId?: string;
}

export type NewEvent = EventHead &
  Happening & {
    /** As the gateway told it, where it did. Kept apart: who reads the log mostly does not want it. */
    readonly raw?: Readonly<Record<string, unknown>>;
  };

/** One record of the log. */
export type LoggedEvent = NewEvent & {
  /** Rises in the order in which events reached the log. */
  readonly cursor: number;
};

/** A message as the log keeps it. */
export function messageEvent(message: Message, route: Route | undefined): NewEvent {
  const { instance, sessionKey, id, seq, role, text, at, fromOwner, raw } = message;
  const attachments = attachmentsOf(message).length;
  return {
    type: 'message',
    instance,
    id,
    sessionKey: sessionKey.toLowerCase(),
    at,
    message: {
      messageId: id,
      ...(seq === undefined ? {} : { messageSeq: seq }),
      role,
      text,
      fromOwner,
      ...(attachments === 0 ? {} : { attachments }),
      ...(route === undefined ? {} : { route }),
    },
    raw: { sessionKey, messageId: id, messageSeq: seq, message: raw },
  };
}

export function approvalEvent({ instance, request, ...approval }: Approval): NewEvent {
  return {
    type: `${approval.kind}_approval_requested`,
    ...approvalHead(instance, approval, approval.createdAt),
    approval,
    raw: {
      approvalKind: approval.kind,
      id: approval.id,
      request,
      createdAtMs: approval.createdAt,
      expiresAtMs: approval.expiresAt,
    },
  };
}

export function resolutionEvent({ instance, raw, ...resolution }: Resolution): NewEvent {
  return {
    type: `${resolution.kind}_approval_resolved`,
    ...approvalHead(instance, resolution, resolution.at),
    resolution,
    raw,
  };
}

function approvalHead(
  instance: string,
  { id, sessionKey }: Pick<Approval, 'id' | 'sessionKey'>,
  at: number,
): EventHead {
  return { instance, id, at, ...(sessionKey === undefined ? {} : { sessionKey: sessionKey.toLowerCase() }) };
}
