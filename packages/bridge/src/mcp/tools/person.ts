import type { Approval, Decision } from '../../domain/approval.ts';
import { printable } from '../../domain/printable.ts';

/**
 * The person behind a client that can ask for a decision. A tool that needs one returns `NeedsPerson`, and runs again
 * with what the person said: there is no other way in the stateless era, where each answer is a call of its own.
 */
export interface Person {
  /** Undefined when a tool runs for the first time. */
  readonly said?: PersonSaid;
}

export interface PersonSaid {
  readonly about: AskedApproval;
  /** False when the person was not reached. */
  readonly hasAnswered: boolean;
  /** Undefined when the person did not want to decide. */
  readonly decision?: Decision;
}

/** What a person was asked. It travels through the client and comes back with the answer. */
export interface AskedApproval extends Pick<Approval, 'instance' | 'kind' | 'id'> {
  /** The task that goes on meanwhile. */
  readonly task?: TaskOnHold;
}

/** A task whose caller is being asked something. */
export interface TaskOnHold {
  readonly id: string;
  /** This call made it: whoever cancels the call stops the agent. */
  readonly isOwn: boolean;
  /** Ids of approvals the person was asked about already. */
  readonly asked: readonly string[];
}

/** An approval as an event shows it too. */
export type OpenApproval = Omit<Approval, 'request'>;

/** Instead of a tool's output: only a person can decide. */
export class NeedsPerson {
  readonly approval: OpenApproval;
  readonly about: AskedApproval;

  constructor(approval: OpenApproval, task?: TaskOnHold) {
    const { instance, kind, id } = approval;
    this.approval = approval;
    this.about = { instance, kind, id, ...(task === undefined ? {} : { task }) };
  }

  /**
   * For the person: everything there is to know. What the agent wants comes last and on one line, so that no words of
   * its own look like ours.
   */
  get question(): string {
    const { kind, what, cwd, instance, sessionKey, agentId } = this.approval;
    const facts = [
      ['OpenClaw instance', instance],
      ['Conversation', sessionKey],
      ['Agent', agentId],
      ['Folder', cwd],
      [kind === 'exec' ? 'Command' : 'Request', what],
    ].flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${printable(value)}`]));
    const asks = kind === 'exec' ? 'An agent wants to run a command.' : 'An agent asks for your approval.';
    return [asks, '', ...facts].join('\n');
  }
}
