import { cutText } from '../domain/cut-text.ts';
import { describeFailure, Failure } from '../domain/failure.ts';
import type { Notice } from '../domain/notice.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { MessageSender, OutgoingMessage } from '../domain/port/message-sender.ts';
import type { Task } from '../domain/task.ts';
import { wellFormed } from '../domain/well-formed.ts';

/** What fits on a phone; channels cut long messages, each at another length. */
const ANSWER_CHARS = 1_500;
const TITLE_CHARS = 60;

/** A gateway that is away is waited for; the notice is not lost, it comes again. */
const LIMIT_MS = 45_000;

export interface RouteDeps {
  readonly messages: MessageSender;
  readonly clock: Clock;
}

/** Tells a person over a channel of OpenClaw. Errors: those of the MessageSender, and `notify_failed`. */
export async function sendToRoute(
  route: Omit<OutgoingMessage, 'id' | 'text'>,
  { id, task }: Notice,
  { messages, clock }: RouteDeps,
): Promise<void> {
  let cancelLimit = () => {};
  const limit = new Promise<never>((_, reject) => {
    cancelLimit = clock.after(LIMIT_MS, () => reject(tooSlow(route)));
  });
  try {
    await Promise.race([messages.sendMessage({ ...route, id, text: wellFormed(messageText(task)) }), limit]);
  } finally {
    cancelLimit();
  }
}

function tooSlow({ channel, instance }: Pick<OutgoingMessage, 'channel' | 'instance'>): Failure {
  const what = `The instance ${instance} did not send the message to ${channel} within ${LIMIT_MS / 1000} s.`;
  return new Failure('notify_failed', what, {
    hint: 'openclaw_status shows how the gateway is.',
    retryable: true,
  });
}

function messageText(task: Task): string {
  const { status, answer, failure, id } = task;
  const name = `Task “${titleOf(task)}”`;
  const end = `\n\n(task ${id})`;
  if (status === 'completed') return `✅ ${name} finished:\n\n${excerpt(answer?.text ?? '')}${end}`;
  if (status === 'cancelled') return `🚫 ${name} was cancelled.${end}`;
  return `❌ ${name} failed: ${failure === undefined ? 'nobody knows why.' : describeFailure(failure)}${end}`;
}

/** A person knows a task by what was asked, not by its id. */
function titleOf({ message }: Task): string {
  const line = message.trim().replaceAll(/\s+/g, ' ');
  return line.length > TITLE_CHARS ? `${cutText(line, TITLE_CHARS).trimEnd()}…` : line;
}

function excerpt(text: string): string {
  if (text.length <= ANSWER_CHARS) return text;
  const shown = cutText(text, ANSWER_CHARS).trimEnd();
  return `${shown}…\n\n(the beginning of ${text.length.toLocaleString('en')} characters; openclaw_task_status has the rest)`;
}
