import { isSameSession } from '../domain/conversation.ts';
import type { LoggedEvent } from '../domain/event.ts';
import { printable } from '../domain/printable.ts';
import type { Task } from '../domain/task.ts';
import { shortName } from './named-approval.ts';

/** Tells whoever waits for an agent what the agent waits for, and how that ended. */
export interface ApprovalTeller {
  /** From now on it is known whose conversation is meant. */
  isAbout(task: Pick<Task, 'instance' | 'sessionKey'>): void;
  hear(event: LoggedEvent): void;
}

export function createApprovalTeller(tell: (line: string) => void): ApprovalTeller {
  let about: Pick<Task, 'instance' | 'sessionKey'> | undefined;
  return {
    isAbout(task) {
      about = task;
    },
    hear(event) {
      const { instance, sessionKey } = event;
      if (about === undefined || instance !== about.instance || sessionKey === undefined) return;
      const line = isSameSession(sessionKey, about.sessionKey) ? lineOf(event) : undefined;
      if (line !== undefined) tell(printable(line));
    },
  };
}

function lineOf(event: LoggedEvent): string | undefined {
  if ('approval' in event) {
    const { id, what } = event.approval;
    // Without the mode the command would see none of these, wherever this process has its own from.
    return `Waits for your approval: ${what} — clawbridge approvals allow ${shortName(id)} --mode admin`;
  }
  if (!('resolution' in event)) return undefined;
  const { id, decision, status = 'over' } = event.resolution;
  return `Approval ${shortName(id)}: ${decision ?? status}`;
}
