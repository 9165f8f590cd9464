import type { EventRow } from '@clawbridge/wire';
import { cutText } from '../domain/cut-text.ts';
import type { LoggedEvent } from '../domain/event.ts';

/** A few lines. */
const TEXT_CHARS = 400;

/** An event of any kind as a line one can read. */
export function eventRow(event: LoggedEvent): EventRow {
  const { cursor, type, instance, at, sessionKey, principal } = event;
  return {
    cursor,
    type,
    instance,
    at,
    ...(sessionKey === undefined ? {} : { session: sessionKey }),
    ...(principal === undefined ? {} : { principal }),
    ...saidOf(event),
  };
}

type Said = Pick<EventRow, 'note' | 'text' | 'ref' | 'session'>;

function saidOf(event: LoggedEvent): Said {
  switch (event.type) {
    case 'message': {
      const { role, text, messageId } = event.message;
      return { note: role, text: cutText(text, TEXT_CHARS), ref: messageId };
    }
    case 'exec_approval_requested':
    case 'plugin_approval_requested':
      return { text: cutText(event.approval.what, TEXT_CHARS), ref: event.approval.id };
    case 'exec_approval_resolved':
    case 'plugin_approval_resolved': {
      const { id, decision, status } = event.resolution;
      const note = decision ?? status;
      return { ref: id, ...(note === undefined ? {} : { note }) };
    }
    case 'claude_permission_request': {
      const { requestId, toolName, description } = event.permission;
      return { ref: requestId, note: toolName, text: cutText(description, TEXT_CHARS) };
    }
    case 'task_settled': {
      const { taskId, status, sessionId } = event.task;
      return { ref: taskId, note: status, session: sessionId };
    }
    case 'gap':
      return { text: cutText(event.gap.reason, TEXT_CHARS) };
  }
}
