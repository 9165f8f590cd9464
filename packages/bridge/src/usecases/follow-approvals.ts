import type { Approval, Resolution } from '../domain/approval.ts';
import { approvalEvent, resolutionEvent, type LoggedEvent } from '../domain/event.ts';
import type { Approvals } from '../domain/port/approvals.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Conversations } from '../domain/port/conversations.ts';
import type { EventLog } from '../domain/port/event-log.ts';
import type { Background } from './background.ts';
import { createLookAgain } from './look-again.ts';

/** Brings the approvals of one gateway and their ends into the log, each once. */
export interface ApprovalFollower {
  hearRequest(approval: Approval): void;
  hearEnd(resolution: Resolution): void;
  /** Requests and ends may have been missed. */
  lookBack(since: number): void;
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
  const again = createLookAgain(clock, () => append(fetch));
  let last: Promise<unknown> = Promise.resolve();
  let isPaused = false;
  let begun = 0;

  return {
    hearRequest: (approval) =>
      append(async () => await log.append([approvalEvent(await withChannel(approval))])),
    hearEnd: (end) => append(async () => await log.append([resolutionEvent(await withChannel(end))])),
    lookBack(since) {
      isPaused = false;
      begun = since;
      append(fetch);
    },
    pause() {
      isPaused = true;
      again.cancel();
    },
  };

  /** In the order in which it was heard. */
  function append(work: () => Promise<unknown>): void {
    const done = last.then(work);
    last = done.catch(() => {});
    background('follow approvals', async () => {
      try {
        await done;
      } catch (thrown) {
        const failure = isPaused ? undefined : again.after(thrown);
        if (failure !== undefined) throw failure;
      }
    });
  }

  async function fetch(): Promise<void> {
    const open = await log.openApprovals(instance);
    await appendEnded();
    const pending = await approvals.pending(instance);
    const known = new Set(open.map(({ id }) => id));
    for (const one of pending)
      if (!known.has(one.id)) await log.append([approvalEvent(await withChannel(one))]);
    const waiting = new Set(pending.map(({ id }) => id));
    for (const event of open) if (!waiting.has(event.id)) await appendEnd(event);
    again.done();
  }

  /** Those that came and went while nobody listened. */
  async function appendEnded(): Promise<void> {
    const ended = await approvals.ended(instance);
    const known = await log.known(
      instance,
      ended.map(({ approval }) => approval.id),
    );
    for (const { approval, resolution } of ended) {
      if (approval.createdAt < begun || known.has(approval.id)) continue;
      const { channel } = await withChannel(approval);
      const where = channel === undefined ? {} : { channel };
      await log.append([
        approvalEvent({ ...approval, ...where }),
        resolutionEvent({ ...resolution, ...where }),
      ]);
    }
  }

  /** It is not in the list any more. Where others may decide it, it may wait unseen by us. */
  async function appendEnd(event: LoggedEvent): Promise<void> {
    if (!('approval' in event)) return;
    const { kind, id, sessionKey } = event.approval;
    const outcome = await approvals.outcome({ instance, kind, id });
    if (outcome === 'waiting') return;
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
