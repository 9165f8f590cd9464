import { createParser } from 'eventsource-parser';
import { Failure } from '../../domain/failure.ts';
import { MAX_ANSWER_CHARS, type Answer } from '../../domain/task.ts';
import { array, defined, number, object, text, type Json } from '../json.ts';
import { emptyAnswer, gatewayFailed, tooLarge } from '../run-failures.ts';
import { badAnswer } from './failures.ts';

/** Collects an OpenAI-style chat completion, streamed or whole. */
export interface Completion {
  /** Text so far. */
  readonly text: string;
  /** Feeds a piece of the event stream. Returns true when there is new text. Errors: `gateway_failed`, `bad_answer`, `answer_too_large`. */
  feed(piece: string): boolean;
  /** Feeds a whole JSON body, from gateways and proxies that do not stream. Errors as `feed`. */
  feedWhole(body: string): void;
  /** The end, and what broke the connection if something did. Errors: `empty_answer`; `run_interrupted` when it came too soon. */
  answer(broken?: Failure): Answer;
}

export function createCompletion(url: string): Completion {
  let answer = '';
  let model: string | undefined;
  let finishReason: string | undefined;
  let usage: Json | undefined;
  let complete = false;
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data === '[DONE]') complete = true;
      else take(parse(data, url), 'delta');
    },
  });

  return {
    get text() {
      return answer;
    },
    feed(piece) {
      const before = answer.length;
      parser.feed(piece);
      return answer.length > before;
    },
    feedWhole(body) {
      take(parse(body, url), 'message');
      complete = true;
    },
    answer(broken) {
      if (!complete && finishReason === undefined) throw brokenOff(url, broken);
      if (answer.trim() === '') throw emptyAnswer();
      return { text: answer, ...defined({ model, finishReason, usage: usageFrom(usage) }) };
    },
  };

  function take(chunk: Json, part: 'delta' | 'message'): void {
    if (chunk['error'] !== undefined && chunk['error'] !== null) {
      throw gatewayFailed(
        text(object(chunk['error'])['message']) ?? text(chunk['error']) ?? 'OpenClaw reported an error.',
      );
    }
    const choice = object(array(chunk['choices'])[0]);
    answer += text(object(choice[part])['content']) ?? '';
    if (answer.length > MAX_ANSWER_CHARS) throw tooLarge();
    model ??= text(chunk['model']);
    finishReason = text(choice['finish_reason']) ?? finishReason;
    if (chunk['usage'] !== undefined && chunk['usage'] !== null) usage = object(chunk['usage']);
  }
}

function parse(data: string, url: string): Json {
  try {
    return object(JSON.parse(data));
  } catch {
    throw badAnswer('something that is not JSON', url);
  }
}

function usageFrom(usage: Json = {}) {
  const input = number(usage['prompt_tokens']);
  const output = number(usage['completion_tokens']);
  if (input === undefined || output === undefined) return undefined;
  return { input, output, total: number(usage['total_tokens']) ?? input + output };
}

/** Over HTTP nobody can tell how far a run came whose connection broke. */
export function brokenOff(url: string, cause: Failure | undefined): Failure {
  return new Failure(
    'run_interrupted',
    `The connection to OpenClaw at ${url} broke before the answer was whole.`,
    {
      hint: 'Over HTTP a lost connection stops the run. Look at the session before asking again; --outlet ws survives this.',
      cause,
    },
  );
}
