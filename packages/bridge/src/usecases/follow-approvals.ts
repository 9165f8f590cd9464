import { approvalEvent, resolutionEvent, type LoggedEvent } from '../domain/event.ts';
import type { Approval, Resolution } from '../domain/approval.ts';
import { Failure } from '../domain/failure.ts';
import type { Approvals } from '../domain/port/approvals.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Conversations } from '../domain/port/conversations.ts';
import type { EventLog } from '../domain/port/event-log.ts';
import type { Background } from './background.ts';

/** A gateway or a store that says no now is asked again. */
const AGAIN_MS = 2_000;

/** Brings the approvals of one gateway and their ends into the log, each once. */
export interface ApprovalFollower {
  hearRequest(approval: Approval): void;
  hearEnd(resolution: Resolution): void;
  /** Requests and ends may have been missed. */
  lookBack(): void;
  /** The gateway is gone; whoever finds it again looks back. */
  pause(): void;
}

export interface FollowApprovalsDeps {
  readonly approvals: Approvals;
  readonly conversations: Pick<Conversations, 'session'>;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly background: Background;
  readonly instance: string;
}

export function followApprovals(deps: FollowApprovalsDeps): ApprovalFollower {
  const { approvals, conversations, log, clock, background, instance } = deps;
  let cancelAgain = () => {};
  let last: Promise<unknown> = Promise.resolve();

  return {
    hearRequest: (approval) => append(async () => log.append([approvalEvent(await withChannel(approval))])),
    hearEnd: (end) => append(async () => log.append([resolutionEvent(await withChannel(end))])),
    lookBack: () => append(fetch),
    pause: () => cancelAgain(),
  };

  /** In the order in which it was heard. */
  function append(work: () => Promise<unknown>): void {
    const done = last.then(work);
    last = done.catch(() => {});
    background('follow approvals', async () => {
      try {
        await done;
      } catch (thrown) {
        cancelAgain();
        cancelAgain = clock.after(AGAIN_MS, () => append(fetch));
        if (!(thrown instanceof Failure && thrown.retryable)) throw thrown;
      }
    });
  }

  async function fetch(): Promise<void> {
    const open = await log.openApprovals(instance);
    const pending = await approvals.pending(instance);
    const known = new Set(open.map(({ id }) => id));
    for (const one of pending)
      if (!known.has(one.id)) await log.append([approvalEvent(await withChannel(one))]);
    const waiting = new Set(pending.map(({ id }) => id));
    for (const event of open) if (!waiting.has(event.id)) await appendEnd(event);
  }

  /** It ended while nobody listened. A gateway that forgot it will not have it decided any more. */
  async function appendEnd(event: LoggedEvent): Promise<void> {
    if (!('approval' in event)) return;
    const { kind, id, sessionKey } = event.approval;
    const outcome = await approvals.outcome({ instance, kind, id });
    const forgotten: Resolution = {
      instance,
      kind,
      id,
      status: 'unknown',
      at: clock.now(),
      raw: {},
      ...(sessionKey === undefined ? {} : { sessionKey }),
    };
    await log.append([resolutionEvent(await withChannel(outcome ?? forgotten))]);
  }

  /** Who may only see certain channels finds out here whether it is for him. */
  async function withChannel<T extends Approval | Resolution>(one: T): Promise<T> {
    const { sessionKey } = one;
    if (sessionKey === undefined) return one;
    const session = await conversations.session({ instance, sessionKey }).catch(() => undefined);
    return session?.route === undefined ? one : { ...one, channel: session.route.channel };
  }
}
