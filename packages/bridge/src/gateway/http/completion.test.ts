import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../domain/failure.ts';
import { MAX_ANSWER_CHARS } from '../../domain/task.ts';
import { createCompletion, type Completion } from './completion.ts';

const URL = 'http://host:18789';

const event = (data: unknown) => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
const delta = (content: string) => event({ choices: [{ delta: { content } }] });
const ended = (reason = 'stop') => event({ choices: [{ delta: {}, finish_reason: reason }] });
const DONE = event('[DONE]');
const USAGE = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };

function streamed(...pieces: readonly string[]): Completion {
  const completion = createCompletion(URL);
  for (const piece of pieces) completion.feed(piece);
  return completion;
}

function whole(body: unknown): Completion {
  const completion = createCompletion(URL);
  completion.feedWhole(typeof body === 'string' ? body : JSON.stringify(body));
  return completion;
}

function failure(act: () => unknown): unknown {
  try {
    return act();
  } catch (thrown) {
    return thrown;
  }
}

describe('a streamed completion', () => {
  it('is the text of its pieces, with model, reason and tokens', () => {
    const first = event({ model: 'openclaw', choices: [{ delta: { role: 'assistant' } }] });
    const usage = event({ choices: [], usage: USAGE });
    expect(streamed(first, delta('po'), delta('ng'), ended(), usage, DONE).answer()).toEqual({
      text: 'pong',
      model: 'openclaw',
      finishReason: 'stop',
      usage: { input: 3, output: 4, total: 7 },
    });
  });

  it('says when there is new text, and what there is so far', () => {
    const completion = createCompletion(URL);
    expect(completion.feed(delta('po'))).toBe(true);
    expect(completion.text).toBe('po');
    expect(completion.feed(ended())).toBe(false);
    expect(completion.feed(': keep-alive\n\n')).toBe(false);
    expect(completion.text).toBe('po');
  });

  it('is the same however the network cuts it', () => {
    const text = delta('你好 ') + delta('👋\n') + ended() + DONE;
    fc.assert(
      fc.property(fc.array(fc.nat({ max: text.length })), (places) => {
        const cuts = [0, ...places.toSorted((a, b) => a - b), text.length];
        const pieces = cuts.slice(1).map((end, i) => text.slice(cuts[i], end));
        expect(streamed(...pieces).answer()).toEqual({ text: '你好 👋\n', finishReason: 'stop' });
      }),
    );
  });

  it('is complete with a reason to end or with [DONE]; a proxy may swallow one of them', () => {
    expect(streamed(delta('hi'), ended('length')).answer()).toEqual({ text: 'hi', finishReason: 'length' });
    expect(streamed(delta('hi'), DONE).answer()).toEqual({ text: 'hi' });
    const cut = new Failure('gateway_unreachable', 'The connection was cut.');
    expect(streamed(delta('hi'), DONE).answer(cut)).toEqual({ text: 'hi' });
  });

  it('that breaks off is an interrupted run, never half an answer', () => {
    const cause = new Failure('gateway_unreachable', 'The connection was cut.');
    expect(failure(() => streamed(delta('half an ans')).answer(cause))).toMatchObject({
      cause,
      code: 'run_interrupted',
      retryable: false,
      hint: expect.stringMatching(/--outlet ws/),
    });
  });

  it.each([
    [event({ error: { message: 'LLM request failed' } }), 'LLM request failed'],
    [event({ error: 'LLM request failed' }), 'LLM request failed'],
    [event({ error: {} }), 'OpenClaw reported an error.'],
  ])('that holds an error fails with its words: %j', (piece, message) => {
    expect(failure(() => streamed(delta('so far'), piece))).toMatchObject({
      code: 'gateway_failed',
      message,
    });
  });

  it('does not take "error": null for one, as some proxies write it', () => {
    const piece = event({ error: null, choices: [{ delta: { content: 'hi' } }] });
    expect(streamed(piece, DONE).answer()).toEqual({ text: 'hi' });
  });

  it('that says nothing is an empty answer', () => {
    expect(failure(() => streamed(delta(' \n'), ended(), DONE).answer())).toMatchObject({
      code: 'empty_answer',
      retryable: true,
    });
  });

  it('that is no JSON is a bad answer', () => {
    expect(failure(() => streamed('data: <html>\n\n'))).toMatchObject({ code: 'bad_answer' });
  });

  it('that never ends is stopped', () => {
    const completion = createCompletion(URL);
    const piece = delta('x'.repeat(MAX_ANSWER_CHARS / 2));
    completion.feed(piece);
    completion.feed(piece);
    expect(failure(() => completion.feed(delta('x')))).toMatchObject({ code: 'answer_too_large' });
  });

  it.each([[[]], [5], ['x'], [{ choices: {} }], [{ choices: [{ delta: null }] }], [{ choices: [null] }]])(
    'ignores what it does not know: %j',
    (chunk) => {
      expect(streamed(event(JSON.stringify(chunk)), delta('hi'), DONE).answer()).toEqual({ text: 'hi' });
    },
  );

  it('counts the total itself when only the parts are told, and tells nothing by half', () => {
    const usage = (over: object) =>
      streamed(delta('hi'), event({ usage: { ...USAGE, ...over } }), DONE).answer().usage;
    expect(usage({ total_tokens: undefined })).toEqual({ input: 3, output: 4, total: 7 });
    expect(usage({ completion_tokens: null })).toBeUndefined();
    expect(streamed(delta('hi'), event({ usage: null }), DONE).answer()).not.toHaveProperty('usage');
  });
});

describe('a completion in one piece', () => {
  it('is read alike, from gateways and proxies that do not stream', () => {
    const body = {
      model: 'openclaw',
      choices: [{ message: { content: 'pong' }, finish_reason: 'stop' }],
      usage: USAGE,
    };
    expect(whole(body).answer()).toEqual({
      text: 'pong',
      model: 'openclaw',
      finishReason: 'stop',
      usage: { input: 3, output: 4, total: 7 },
    });
  });

  it.each([
    ['not json', 'bad_answer'],
    [{ error: { message: 'no' } }, 'gateway_failed'],
  ])('%j fails at once with %s', (body, code) => {
    expect(failure(() => whole(body))).toMatchObject({ code });
  });

  it.each([{}, { choices: [{ message: { content: '' } }] }, { choices: [{ message: { content: ['x'] } }] }])(
    '%j is an empty answer',
    (body) => {
      expect(failure(() => whole(body).answer())).toMatchObject({ code: 'empty_answer' });
    },
  );
});
