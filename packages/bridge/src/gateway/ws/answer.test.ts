import { describe, expect, it } from 'vitest';
import { MAX_ANSWER_CHARS } from '../../domain/task.ts';
import { answerFrom, answerFromRow } from './answer.ts';

const said = (...texts: string[]) => ({
  status: 'ok',
  result: { payloads: texts.map((text) => ({ text })) },
});

function failure(act: () => unknown): unknown {
  try {
    return act();
  } catch (thrown) {
    return thrown;
  }
}

describe('the final frame of a run', () => {
  it('is the answer, with model, reason and tokens', () => {
    const meta = {
      stopReason: 'stop',
      agentMeta: { model: 'echo', usage: { input: 10, output: 2, total: 12 } },
    };
    expect(answerFrom({ status: 'ok', result: { payloads: [{ text: 'pong' }], meta } })).toEqual({
      text: 'pong',
      model: 'echo',
      finishReason: 'stop',
      usage: { input: 10, output: 2, total: 12 },
    });
  });

  it('joins what the agent said in several parts', () => {
    expect(answerFrom(said('one', '', 'two')).text).toBe('one\n\ntwo');
  });

  it('leaves complaints of tools out of an answer', () => {
    const frame = {
      result: { payloads: [{ text: 'exec failed', isError: true }, { text: 'but here it is' }] },
    };
    expect(answerFrom(frame)).toEqual({ text: 'but here it is' });
  });

  it('fails with the complaints when the agent said nothing else', () => {
    const payloads = [
      { text: 'LLM request failed.', isError: true },
      { text: 'Try later.', isError: true },
    ];
    expect(failure(() => answerFrom({ status: 'ok', result: { payloads } }))).toMatchObject({
      code: 'gateway_failed',
      message: 'LLM request failed. Try later.',
      retryable: true,
    });
  });

  it('is cancelled when somebody stopped the run', () => {
    const frame = { status: 'timeout', stopReason: 'rpc', result: said('half').result };
    expect(failure(() => answerFrom(frame))).toMatchObject({ code: 'cancelled' });
  });

  it('is a time-out when the gateway stopped it, in its words where it has some', () => {
    expect(failure(() => answerFrom({ status: 'timeout' }))).toMatchObject({
      code: 'run_timeout',
      message: 'OpenClaw stopped the run because it took too long.',
      hint: expect.stringContaining('agents.defaults.timeoutSeconds'),
      retryable: true,
    });
    const complaint = { payloads: [{ text: 'Run timed out.', isError: true }] };
    expect(failure(() => answerFrom({ status: 'timeout', result: complaint }))).toMatchObject({
      code: 'run_timeout',
      message: 'Run timed out.',
    });
  });

  it.each([
    [said()],
    [said(' \n')],
    [{}],
    [{ result: { payloads: 'x' } }],
    [{ result: { payloads: [null, 5] } }],
  ])('is an empty answer when there is no text: %j', (frame) => {
    expect(failure(() => answerFrom(frame))).toMatchObject({ code: 'empty_answer', retryable: true });
  });

  it('may be as long as the bound, and not longer', () => {
    const longest = 'x'.repeat(MAX_ANSWER_CHARS);
    expect(answerFrom(said(longest)).text).toHaveLength(MAX_ANSWER_CHARS);
    expect(failure(() => answerFrom(said(`${longest}x`)))).toMatchObject({ code: 'answer_too_large' });
  });
});

describe('a row of the history', () => {
  it('is the same answer', () => {
    const row = { model: 'echo', stopReason: 'stop', usage: { input: 10, output: 2, totalTokens: 12 } };
    expect(answerFromRow(row, 'pong')).toEqual({
      text: 'pong',
      model: 'echo',
      finishReason: 'stop',
      usage: { input: 10, output: 2, total: 12 },
    });
  });

  it.each([
    [
      { input: 10, output: 2 },
      { input: 10, output: 2, total: 12 },
    ],
    [
      { input: 0, output: 0, total: 0 },
      { input: 0, output: 0, total: 0 },
    ],
    [{ input: 10 }, undefined],
    [{ input: '10', output: '2' }, undefined],
    [null, undefined],
  ])('reads tokens from %j as %j', (usage, tokens) => {
    expect(answerFromRow({ usage }, 'pong').usage).toEqual(tokens);
  });

  it('fails when it is empty or too long', () => {
    expect(failure(() => answerFromRow({}, ''))).toMatchObject({ code: 'empty_answer' });
    expect(failure(() => answerFromRow({}, 'x'.repeat(MAX_ANSWER_CHARS + 1)))).toMatchObject({
      code: 'answer_too_large',
    });
  });
});
