import { cutText } from './cut-text.ts';
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

/** What could break a log line or a header; no address has it. */
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Errors: `invalid_input`, saying what a target can be. */
export function parseTarget(target: NotifyTarget): ParsedTarget {
  const text = target.trim();
  if (text.length > MAX_TARGET_CHARS || CONTROL.test(text)) throw notATarget(target);
  if (/^https?:\/\//i.test(text)) return { kind: 'webhook', url: text };
  const { channel, to } = /^(?<channel>[a-z][a-z0-9_-]*):\s*(?<to>.+)$/i.exec(text)?.groups ?? {};
  if (channel !== undefined && to !== undefined && !isAddress(channel, to))
    return { kind: 'route', channel: channel.toLowerCase(), to };
  if (isNotifierName(text)) return { kind: 'named', name: text };
  throw notATarget(target);
}

export function isNotifierName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name);
}

/** `ftp://host` and `https:host` are addresses somebody mistyped, not recipients of a channel. */
function isAddress(scheme: string, rest: string): boolean {
  return rest.startsWith('//') || /^https?$/i.test(scheme);
}

function notATarget(target: string): Failure {
  return new Failure(
    'invalid_input',
    `${JSON.stringify(cutText(target, 100))} is nobody that can be notified.`,
    {
      hint: 'Give the name of a configured notifier, an https:// address, or <channel>:<recipient> of an OpenClaw channel.',
    },
  );
}
