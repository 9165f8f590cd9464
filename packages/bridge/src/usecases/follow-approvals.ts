import type { Approval, Resolution } from '../domain/approval.ts';
import { approvalEvent, resolutionEvent, type LoggedEvent } from '../domain/event.ts';
import { toFailure } from '../domain/failure.ts';
import type { Approvals, EndedApproval } from '../domain/port/approvals.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Conversations } from '../domain/port/conversations.ts';
import type { EventLog } from '../domain/port/event-log.ts';
import type { Background } from './background.ts';
import { createLookAgain } from './look-again.ts';

/** What a gateway gives no expiry to. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** A gateway's clock may be a little behind ours. */
const AFTER_EXPIRY_MS = 1_000;

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
  let cancelLook = () => {};

  return {
    hearRequest: (approval) => append(() => appendRequest(approval)),
    hearEnd: (end) => append(() => appendHeardEnd(end)),
    lookBack(since) {
      isPaused = false;
      begun = since;
      append(fetch);
    },
    pause() {
      isPaused = true;
      again.cancel();
      cancelLook();
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
    const { attempt, throwFirst } = createAttempts(() => isPaused);
    const open = await log.openApprovals(instance);
    const pending = await attempt(() => approvals.pending(instance));
    const known = new Set(open.map(({ id }) => id));
    for (const one of pending ?? []) if (!known.has(one.id)) await attempt(() => appendRequest(one));
    for (const one of (await attempt(missed)) ?? []) await attempt(() => appendWhole(one));
    const doubts: number[] = [];
    if (pending !== undefined) {
      const waiting = new Set(pending.map(({ id }) => id));
      for (const event of open)
        if (!waiting.has(event.id)) doubts.push(...((await attempt(() => appendEnd(event))) ?? []));
    }
    if (isPaused) return;
    lookWhenExpired(doubts);
    throwFirst();
    again.done();
  }

  /** Those that came and went while nobody listened. */
  async function missed(): Promise<readonly EndedApproval[]> {
    const oldest = await oldestLogged();
    const ended = await approvals.ended({ instance, since: Math.max(begun, oldest) });
    const known = await log.known(
      instance,
      ended.map(({ approval }) => approval.id),
    );
    return ended.filter(
      ({ approval, resolution }) =>
        approval.createdAt >= begun && resolution.at >= oldest && !known.has(approval.id),
    );
  }

  /** What ended before this may have been in the log, which deleted it for its number. */
  async function oldestLogged(): Promise<number> {
    const { oldest } = await log.extent();
    if (oldest <= 1) return 0;
    const [event] = await log.read({ after: oldest - 1, limit: 1, withRaw: false });
    return event?.at ?? 0;
  }

  async function appendRequest(approval: Approval): Promise<void> {
    await log.append([approvalEvent({ ...approval, ...(await channelOf(approval)) })]);
  }

  async function appendResolution(resolution: Resolution): Promise<void> {
    await log.append([resolutionEvent({ ...resolution, ...(await channelOf(resolution)) })]);
  }

  async function appendWhole({ approval, resolution }: EndedApproval): Promise<void> {
    const channel = await channelOf(approval);
    await log.append([
      approvalEvent({ ...approval, ...channel }),
      resolutionEvent({ ...resolution, ...channel }),
    ]);
  }

  async function appendHeardEnd(resolution: Resolution): Promise<void> {
    const approval = await unheardRequest(resolution);
    if (approval === undefined) await appendResolution(resolution);
    else await appendWhole({ approval, resolution });
  }

  /** After a reconnect an end may be heard before the list of those that wait has been answered. */
  async function unheardRequest({ id, at }: Resolution): Promise<Approval | undefined> {
    const open = await log.openApprovals(instance);
    if (open.some((event) => event.id === id) || (await log.known(instance, [id])).has(id)) return undefined;
    // Rather an end without its request than none: one from before we listened is in no later look.
    const ended = await approvals.ended({ instance, since: Math.max(begun, at) }).catch(() => []);
    return ended.find(({ approval }) => approval.id === id)?.approval;
  }

  /** It is not in the list any more. Where others may decide it, it may wait unseen by us. Returns when a doubt ends. */
  async function appendEnd(event: LoggedEvent): Promise<readonly number[]> {
    if (!('approval' in event)) return [];
    const { kind, id, sessionKey, expiresAt } = event.approval;
    const outcome = await approvals.outcome({ instance, kind, id });
    if (outcome === 'waiting') return [];
    // Another gateway of the same name may know it: what ends in the log does so for good.
    if (outcome === undefined && expiresAt < NEVER && clock.now() < expiresAt) return [expiresAt];
    const forgotten: Resolution = {
      instance,
      kind,
      id,
      status: 'unknown',
      at: clock.now(),
      raw: {},
      ...(sessionKey === undefined ? {} : { sessionKey }),
    };
    await appendResolution(outcome ?? forgotten);
    return [];
  }

  function lookWhenExpired(doubts: readonly number[]): void {
    cancelLook();
    if (doubts.length === 0) return;
    const expiry = Math.min(...doubts);
    cancelLook = clock.after(Math.max(0, expiry - clock.now()) + AFTER_EXPIRY_MS, () => append(fetch));
  }

  /** Who may only see certain channels finds out here whether it is for him. */
  async function channelOf({ sessionKey }: Approval | Resolution): Promise<{ readonly channel?: string }> {
    if (sessionKey === undefined) return {};
    try {
      const session = await conversations.session({ instance, sessionKey });
      return session?.route === undefined ? {} : { channel: session.route.channel };
    } catch (thrown) {
      // What is logged without its channel stays so.
      if (toFailure(thrown).retryable) throw thrown;
      return {};
    }
  }
}

/** Steps that do not keep each other from being made: only the first failure is told, after the last step. */
function createAttempts(isOver: () => boolean) {
  const failures: unknown[] = [];
  return {
    async attempt<T>(step: () => Promise<T>): Promise<T | undefined> {
      if (isOver()) return undefined;
      try {
        return await step();
      } catch (thrown) {
        failures.push(thrown);
        return undefined;
      }
    },
    throwFirst() {
      if (failures.length > 0) throw failures[0];
    },
  };
}
