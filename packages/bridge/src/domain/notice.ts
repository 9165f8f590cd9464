import { Failure, type FailureRecord } from './failure.ts';
import type { Task } from './task.ts';

/**
 * Who is told that a task has ended, as it is written: the name of a configured notifier, the https address of a
 * webhook, or an OpenClaw route `<channel>:<recipient>`.
 */
export type NotifyTarget = string;

/** A notice on its way to one target. It keeps its id through every attempt, so that a receiver can tell a repetition. */
export interface Delivery {
  readonly id: string;
  readonly taskId: string;
  readonly principal: string;
  readonly target: NotifyTarget;
  /** How many times it was tried before. */
  readonly attempts: number;
}

/** What became of a notice. Times are milliseconds since 1970. */
export interface DeliveryReport {
  readonly id: string;
  readonly target: NotifyTarget;
  readonly status: 'pending' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly deliveredAt?: number;
  /** When it is tried again. */
  readonly notBefore?: number;
  /** Why the last attempt did not succeed. */
  readonly failure?: FailureRecord;
}

/** What a notifier has to say: this task has ended. */
export interface Notice {
  readonly id: string;
  readonly task: Task;
}

/** More would turn one question into a broadcast. */
export const MAX_NOTIFY_TARGETS = 5;
export const MAX_TARGET_CHARS = 2_000;

/** A target once it is understood. */
export type ParsedTarget =
  | { readonly kind: 'webhook'; readonly url: string }
  | { readonly kind: 'route'; readonly channel: string; readonly to: string }
  | { readonly kind: 'named'; readonly name: string };

/** Errors: `invalid_input`, saying what a target can be. */
export function parseTarget(target: NotifyTarget): ParsedTarget {
  const text = target.trim();
  if (text.length === 0 || text.length > MAX_TARGET_CHARS) throw notATarget(target);
  if (/^https?:\/\//i.test(text)) return { kind: 'webhook', url: text };
  const [, channel, to] = /^([a-z][a-z0-9_-]*):(.+)$/is.exec(text) ?? [];
  if (channel !== undefined && to !== undefined) return { kind: 'route', channel, to: to.trim() };
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(text)) return { kind: 'named', name: text };
  throw notATarget(target);
}

function notATarget(target: string): Failure {
  return new Failure('invalid_input', `"${target.slice(0, 100)}" is nobody that can be notified.`, {
    hint: 'Give the name of a configured notifier, an https:// address, or <channel>:<recipient> of an OpenClaw channel.',
  });
}
