import * as z from 'zod';
import { EVENT_TYPES, type Happening, type LoggedEvent, type SaidMessage } from '../../domain/event.ts';
import { TASK_STATUSES } from '../../domain/task.ts';
import type { CursorGap, Heard } from '../../usecases/hear.ts';
import { approvalKind, decision } from './conversation-fields.ts';
import { conversation, routeView } from './conversation-view.ts';

/** One flat object for all types: which fields there are depends on the type. */
export const event = () =>
  z.object({
    cursor: z.int(),
    type: z.enum(EVENT_TYPES),
    instance: z.string().optional().describe('Left out for the default one.'),
    at: z.number().describe('When it happened: milliseconds since 1970, by the clock of whoever told of it.'),
    sessionKey: z.string().optional(),
    conversation: conversation().optional().describe('Where the messages of its session go.'),
    messageId: z.string().optional(),
    messageSeq: z.int().optional(),
    role: z.string().optional(),
    text: z.string().optional(),
    fromOwner: z.literal(true).optional().describe('The person who wrote it owns the assistant.'),
    attachments: z.int().optional().describe('How many hang on it: attachments_fetch shows them.'),
    kind: approvalKind().optional(),
    id: z.string().optional().describe('Of the approval: pass it to permissions_respond.'),
    command: z.string().optional(),
    title: z.string().optional(),
    cwd: z.string().optional(),
    agentId: z.string().optional(),
    allowedDecisions: z.array(decision()).optional(),
    createdAtMs: z.number().optional(),
    expiresAtMs: z.number().optional(),
    decision: decision().optional(),
    resolvedBy: z.string().optional(),
    requestId: z.string().optional(),
    toolName: z.string().optional(),
    description: z.string().optional(),
    inputPreview: z.string().optional(),
    taskId: z.string().optional(),
    sessionId: z.string().optional(),
    status: z
      .union([z.enum(TASK_STATUSES), z.string()])
      .optional()
      .describe('Of the approval or the task.'),
    reason: z.string().optional(),
    afterMessageId: z.string().optional(),
    beforeMessageId: z.string().optional(),
    raw: z.record(z.string(), z.unknown()).optional(),
  });

export type EventView = z.input<ReturnType<typeof event>>;

export const place = () => ({
  next_cursor: z.int().describe('Pass it as after_cursor to go on.'),
  epoch: z.string().describe('Names the log this cursor is of: pass both together.'),
  gap: z
    .object({
      requested_after_cursor: z.int(),
      oldest_available_cursor: z.int(),
      reason: z.enum(['expired', 'other_log']),
    })
    .optional()
    .describe('Events after your cursor can no longer be had: read the conversations instead.'),
  unreachable: z
    .array(z.object({ instance: z.string(), code: z.string(), message: z.string() }))
    .optional()
    .describe('Instances nothing is heard of for now: what happens there comes later.'),
});

/** Where to go on, and what was lost on the way here. */
export function placeView({ nextCursor, epoch, gap, unheard }: Heard) {
  const unreachable = unheard.map(({ instance, failure: { code, message } }) => ({
    instance,
    code,
    message,
  }));
  return {
    next_cursor: nextCursor,
    epoch,
    ...(gap === undefined ? {} : { gap: gapView(gap) }),
    ...(unreachable.length === 0 ? {} : { unreachable }),
  };
}

function gapView({ requestedAfter, oldest, reason }: CursorGap) {
  return { requested_after_cursor: requestedAfter, oldest_available_cursor: oldest, reason };
}

/**
 * An event in the words of `openclaw mcp serve`. What is not known or goes without saying is left out: there may be 200.
 * @param usual the default instance
 */
export function eventView(logged: LoggedEvent, usual: string): EventView {
  const { cursor, type, instance, at, sessionKey, raw } = logged;
  return {
    cursor,
    type,
    ...(instance === usual ? {} : { instance }),
    at,
    ...(sessionKey === undefined ? {} : { sessionKey }),
    ...whatHappened(logged, sessionKey),
    ...(raw === undefined ? {} : { raw }),
  };
}

function whatHappened(happening: Happening, sessionKey = ''): Partial<EventView> {
  switch (happening.type) {
    case 'message':
      return messageView(happening.message, sessionKey);
    case 'exec_approval_requested':
    case 'plugin_approval_requested': {
      const { kind, id, what, cwd, agentId, allowedDecisions, createdAt, expiresAt } = happening.approval;
      return {
        kind,
        id,
        ...(kind === 'exec' ? { command: what } : { title: what }),
        ...(cwd === undefined ? {} : { cwd }),
        ...(agentId === undefined ? {} : { agentId }),
        allowedDecisions: [...allowedDecisions],
        createdAtMs: createdAt,
        expiresAtMs: expiresAt,
      };
    }
    case 'exec_approval_resolved':
    case 'plugin_approval_resolved': {
      const { kind, id, decision: decided, resolvedBy, status } = happening.resolution;
      return {
        kind,
        id,
        ...(decided === undefined ? {} : { decision: decided }),
        ...(resolvedBy === undefined ? {} : { resolvedBy }),
        ...(status === undefined ? {} : { status }),
      };
    }
    case 'claude_permission_request': {
      const { requestId, toolName, description, inputPreview } = happening.permission;
      return { requestId, toolName, description, inputPreview };
    }
    case 'task_settled': {
      const { taskId, sessionId, status } = happening.task;
      return { taskId, sessionId, status };
    }
    case 'gap': {
      const { reason, afterMessageId, beforeMessageId } = happening.gap;
      return {
        reason,
        ...(afterMessageId === undefined ? {} : { afterMessageId }),
        ...(beforeMessageId === undefined ? {} : { beforeMessageId }),
      };
    }
  }
}

function messageView(message: SaidMessage, sessionKey: string) {
  const { route, messageId, messageSeq, role, text, fromOwner, attachments } = message;
  return {
    ...(route === undefined ? {} : { conversation: { sessionKey, ...routeView(route), updatedAt: null } }),
    messageId,
    ...(messageSeq === undefined ? {} : { messageSeq }),
    role,
    text,
    ...(fromOwner ? { fromOwner } : {}),
    ...(attachments === undefined ? {} : { attachments }),
  };
}
