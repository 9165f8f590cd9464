import { Failure } from '../../domain/failure.ts';
import { MAX_ANSWER_CHARS, type Answer, type Usage } from '../../domain/task.ts';
import { cancelled, emptyAnswer, gatewayFailed, tooLarge } from '../run-failures.ts';
import { array, defined, number, object, text, type Json } from '../json.ts';

/** The final frame of an `agent` request as an Answer. Errors: `cancelled`, `run_timeout`, `gateway_failed`, `empty_answer`, `answer_too_large`. */
export function answerFrom(frame: Json): Answer {
  const result = object(frame['result']);
  const payloads = array(result['payloads']).map(object);
  const said = payloads.filter((one) => one['isError'] !== true).flatMap((one) => text(one['text']) ?? []);
  const complaint = payloads
    .filter((one) => one['isError'] === true)
    .flatMap((one) => text(one['text']) ?? [])
    .join(' ');
  if (frame['status'] === 'timeout') throw ended(frame, complaint);
  if (said.length === 0 && complaint !== '') throw gatewayFailed(complaint);
  const meta = object(result['meta']);
  const agent = object(meta['agentMeta']);
  return answer(said.join('\n\n'), agent['model'], meta['stopReason'], agent['usage']);
}

/** A row of the session's history as an Answer. Errors: `gateway_failed`, `cancelled`, `empty_answer`, `answer_too_large`. */
export function answerFromRow(row: Json, whole: string): Answer {
  return answer(whole, row['model'], row['stopReason'], row['usage']);
}

function answer(whole: string, model: unknown, finishReason: unknown, usage: unknown): Answer {
  if (whole.trim() === '') throw emptyAnswer();
  if (whole.length > MAX_ANSWER_CHARS) throw tooLarge();
  return {
    text: whole,
    ...defined({ model: text(model), finishReason: text(finishReason), usage: usageFrom(object(usage)) }),
  };
}

function usageFrom(usage: Json): Usage | undefined {
  const input = number(usage['input']);
  const output = number(usage['output']);
  if (input === undefined || output === undefined) return undefined;
  return { input, output, total: number(usage['total']) ?? number(usage['totalTokens']) ?? input + output };
}

function ended(frame: Json, complaint: string): Failure {
  if (text(frame['stopReason']) !== undefined) return cancelled();
  return new Failure('run_timeout', complaint || 'OpenClaw stopped the run because it took too long.', {
    hint: 'Raise OPENCLAW_TIMEOUT_MS here, or agents.defaults.timeoutSeconds in OpenClaw.',
    retryable: true,
  });
}
