import { Failure } from '../domain/failure.ts';
import type { Run } from '../domain/port/agent-runner.ts';
import { MAX_ANSWER_CHARS } from '../domain/task.ts';

/** How runs end without an answer, said alike by every outlet. */

export function cancelled(): Failure {
  return new Failure('cancelled', 'The run was stopped.');
}

export function timedOut(run: Run): Failure {
  return new Failure('run_timeout', `Request to OpenClaw timed out after ${run.timeoutMs}ms.`, {
    hint: 'Raise OPENCLAW_TIMEOUT_MS, or ask for less at a time.',
    retryable: true,
  });
}

export function gatewayFailed(message: string, retryable = true, cause?: unknown): Failure {
  return new Failure('gateway_failed', message, {
    hint: 'The log of OpenClaw has the details (`openclaw logs`).',
    retryable,
    cause,
  });
}

export function gatewayRefused(message: string, cause?: unknown): Failure {
  return new Failure('gateway_refused', message, {
    hint: 'OpenClaw refused the request; correct it as it says.',
    cause,
  });
}

/** "Not now": the gateway is starting, stopping or has too much to do, and has begun nothing. */
export function notNow(message: string, cause?: unknown): Failure {
  return new Failure('gateway_refused', message, {
    hint: 'OpenClaw is restarting or busy and has begun nothing: try again in a moment.',
    retryable: true,
    cause,
  });
}

/** The wire broke after something was sent: whether it arrived is not known. */
export function connectionLost(url: string, cause: unknown): Failure {
  return new Failure('connection_lost', `The connection to OpenClaw at ${url} was lost.`, {
    hint: 'Try again in a moment.',
    retryable: true,
    cause,
  });
}

export function emptyAnswer(): Failure {
  return new Failure('empty_answer', 'OpenClaw ended the run without an answer.', {
    hint: 'The model said nothing, or its answer was held back. Ask again, or look at the session in OpenClaw.',
    retryable: true,
  });
}

export function tooLarge(): Failure {
  return new Failure('answer_too_large', `The answer is longer than ${MAX_ANSWER_CHARS} characters.`, {
    hint: 'Ask the agent to write it to a file and to answer with a summary.',
  });
}
