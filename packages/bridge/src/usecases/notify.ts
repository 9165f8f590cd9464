import { delayBefore } from '../domain/backoff.ts';
import { recordOf, toFailure } from '../domain/failure.ts';
import type { Delivery } from '../domain/notice.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Log } from '../domain/port/log.ts';
import type { Notifier } from '../domain/port/notifier.ts';
import type { Outbox } from '../domain/port/outbox.ts';
import type { TaskStore } from '../domain/port/task-store.ts';
import type { Background } from './background.ts';
import type { TaskFeed } from './task-feed.ts';

/** A few receivers that take their time do not hold up the others. */
const AT_ONCE = 8;

/** Longer than a notifier may take. */
const LEASE_MS = 90_000;

/** Notices that others left, or whose time has come. */
const LOOK_EVERY_MS = 5_000;

const AGAIN = { initialMs: 5_000, factor: 2, maxMs: 60 * 60 * 1000 };
const GIVE_UP_AFTER_MS = 24 * 60 * 60 * 1000;

export interface NotifyDeps {
  readonly store: TaskStore;
  readonly outbox: Outbox;
  readonly notifier: Notifier;
  readonly feed: TaskFeed;
  readonly clock: Clock;
  /** 0 ≤ chance < 1, a new one each time. */
  readonly chance: () => number;
  readonly background: Background;
  readonly log: Log;
  /** Names this process among those that share the store. */
  readonly workerId: string;
}

/**
 * Takes notices from the outbox and delivers each until its receiver has taken it, or a day is over: at least once, with
 * the same id each time. Returns how to stop: it resolves when what is on its way has arrived or failed.
 */
export function notify(deps: NotifyDeps): () => Promise<void> {
  const { store, outbox, notifier, feed, clock, background, log, workerId } = deps;
  const underway = new Map<string, Promise<void>>();
  let taking = false;
  let moreMeanwhile = false;
  let stopped = false;
  let cancelLook = clock.after(LOOK_EVERY_MS, look);
  const stopListening = feed.onSettled((task) => {
    if (task.notify.length > 0) deliverDue();
  });
  deliverDue();

  return async () => {
    stopped = true;
    stopListening();
    cancelLook();
    await Promise.allSettled(underway.values());
  };

  function look(): void {
    deliverDue();
    cancelLook = clock.after(LOOK_EVERY_MS, look);
  }

  function deliverDue(): void {
    if (taking) moreMeanwhile = true;
    else if (!stopped) background('deliver notices', takeDue);
  }

  async function takeDue(): Promise<void> {
    taking = true;
    try {
      do {
        moreMeanwhile = false;
        await takeSome();
      } while (moreMeanwhile);
    } finally {
      taking = false;
    }
  }

  async function takeSome(): Promise<void> {
    const room = AT_ONCE - underway.size;
    if (room === 0 || stopped) return;
    const now = clock.now();
    const due = await outbox.take({ worker: workerId, limit: room, now, leaseUntil: now + LEASE_MS });
    for (const delivery of due) background('deliver a notice', () => deliver(delivery));
  }

  async function deliver(delivery: Delivery): Promise<void> {
    const attempting = attempt(delivery);
    underway.set(delivery.id, attempting);
    try {
      await attempting;
    } finally {
      underway.delete(delivery.id);
    }
    deliverDue();
  }

  async function attempt(delivery: Delivery): Promise<void> {
    const { id, taskId, principal, target } = delivery;
    const task = await store.get(taskId, principal);
    // It was deleted in this moment, and its notices with it.
    if (!task) return;
    try {
      await notifier.notify(target, { id, task });
    } catch (thrown) {
      return await tryLater(delivery, thrown, task.settledAt ?? clock.now());
    }
    await outbox.delivered(id, workerId, clock.now());
  }

  async function tryLater({ id, taskId, attempts }: Delivery, thrown: unknown, since: number): Promise<void> {
    const failure = recordOf(toFailure(thrown));
    const now = clock.now();
    if (failure.retryable && now - since < GIVE_UP_AFTER_MS) {
      log.info({ task: taskId, notice: id }, `will be tried again: ${failure.message}`);
      return await outbox.postpone(id, workerId, failure, now + delayBefore(attempts, AGAIN, deps.chance()));
    }
    log.warn({ task: taskId, notice: id }, `nobody could be told that a task ended: ${failure.message}`);
    await outbox.giveUp(id, workerId, failure);
  }
}
