import { describe, expect, it } from 'vitest';
import { Failure } from '../../domain/failure.ts';
import { traceRun } from './history.ts';
import { createScriptedConnection } from './scripted-connection.fixture.ts';

const USER = { role: 'user', content: 'hi', idempotencyKey: 'r1:user' };
const assistant = (content: string, over: object = {}, marks: object = {}) => ({
  role: 'assistant',
  content: [{ type: 'text', text: content }],
  stopReason: 'stop',
  __openclaw: { id: 'm1', runId: 'r1', ...marks },
  ...over,
});

/** What the gateway knows of run r1 when its history is this. */
async function trace(history: object, message?: () => unknown) {
  const connection = createScriptedConnection({
    'chat.history': () => history,
    ...(message === undefined ? {} : { 'chat.message.get': message }),
  });
  return { found: await traceRun(connection, 'notes', 'r1'), connection };
}
const traceOf = async (...messages: object[]) => (await trace({ messages })).found;
const ended = (code: string, over: object = {}) => ({ kind: 'ended', failure: { code, ...over } });

describe('a run in the history of its session', () => {
  it('has its answer in the row that bears its id', async () => {
    const row = assistant('pong', { model: 'echo', usage: { input: 1, output: 2 } });
    expect(await traceOf(USER, row)).toEqual({
      kind: 'answered',
      answer: { text: 'pong', model: 'echo', finishReason: 'stop', usage: { input: 1, output: 2, total: 3 } },
    });
  });

  it('is looked for in its own session, deep enough', async () => {
    const { connection } = await trace({ messages: [] });
    expect(connection.requests).toEqual([['chat.history', { sessionKey: 'notes', limit: 500 }]]);
  });

  it('has said last what it said last', async () => {
    const rows = [assistant('let me look', { stopReason: 'toolUse' }), assistant('found it')];
    expect(await traceOf(USER, ...rows)).toMatchObject({ kind: 'answered', answer: { text: 'found it' } });
  });

  it('is not mistaken for another one', async () => {
    const other = assistant('not mine', {}, { runId: 'r2' });
    expect(await traceOf({ ...USER, idempotencyKey: 'r2:user' }, other)).toEqual({ kind: 'none' });
    expect(await traceOf(USER, other)).toEqual({ kind: 'interrupted', mayResume: false });
  });

  it('has its long answer fetched whole', async () => {
    const cut = assistant('xxx\n...(truncated)...', {}, { truncated: true });
    const whole = 'x'.repeat(30_000);
    const { found, connection } = await trace({ messages: [cut] }, () => ({
      message: { content: [{ type: 'text', text: whole }] },
    }));
    expect(found).toMatchObject({ kind: 'answered', answer: { text: whole } });
    expect(connection.requests.at(-1)).toEqual([
      'chat.message.get',
      { sessionKey: 'notes', messageId: 'm1' },
    ]);
  });

  it('takes what the history has when a cut row has no id', async () => {
    const cut = assistant('xxx', {}, { truncated: true, id: undefined });
    expect(await traceOf(cut)).toMatchObject({ kind: 'answered', answer: { text: 'xxx' } });
  });

  it.each(['connection_lost', 'gateway_unreachable'] as const)(
    'is looked up again when the wire breaks while its answer is fetched: %s is no end',
    async (code) => {
      const cut = assistant('xxx', {}, { truncated: true });
      const broken = trace({ messages: [cut] }, () => {
        throw new Failure(code, 'The wire broke.', { retryable: true });
      });
      await expect(broken).rejects.toMatchObject({ code });
    },
  );

  it.each([
    ['an abort', assistant('half', { openclawAbort: { at: 1 } }), ended('cancelled')],
    [
      'an error',
      assistant('no model', { stopReason: 'error' }),
      ended('gateway_failed', { message: 'no model' }),
    ],
    [
      'an error without words',
      assistant('', { stopReason: 'error' }),
      ended('gateway_failed', { message: 'The run ended with an error.' }),
    ],
    ['an empty answer', assistant(''), ended('empty_answer')],
    [
      'an error row of its key',
      { idempotencyKey: 'r1:terminal-error', content: 'LLM request failed' },
      ended('gateway_failed', { message: 'LLM request failed' }),
    ],
    [
      'an error row without words',
      { idempotencyKey: 'r1:terminal-error' },
      ended('gateway_failed', { message: 'The run ended with an error.' }),
    ],
    ['a partial row of its key', { idempotencyKey: 'r1:assistant', content: 'half' }, ended('cancelled')],
  ])('ended with %s', async (_, row, found) => {
    expect(await traceOf(USER, row)).toMatchObject(found);
  });

  it('runs when the gateway says so', async () => {
    expect((await trace({ messages: [USER], inFlightRun: { runId: 'r1', text: 'so far' } })).found).toEqual({
      kind: 'running',
      runId: 'r1',
    });
    expect((await trace({ messages: [USER], inFlightRun: { runId: 'r2' } })).found).toEqual({
      kind: 'interrupted',
      mayResume: false,
    });
  });

  it.each([
    ['queued', { kind: 'running', runId: 'r1' }],
    ['interrupted', { kind: 'interrupted', mayResume: false }],
  ])('that is a pending input in state %s is told so', async (state, found) => {
    const pendingInputs = {
      items: [
        { runId: 'r2', state: 'queued' },
        { runId: 'r1', state },
      ],
    };
    expect((await trace({ messages: [], pendingInputs })).found).toEqual(found);
  });

  describe('that waited in the queue of a gateway that was stopped', () => {
    const turnedAway = (over: object = {}) => ({
      role: 'custom',
      customType: 'run-failed-before-reply',
      content: 'This turn ended before a reply: Gateway is draining; new tasks are not accepted',
      __openclaw: { runId: 'r1' },
      ...over,
    });
    const pendingInputs = { items: [{ runId: 'r1', state: 'interrupted' }] };

    it('never began, and may be asked for again', async () => {
      const { found } = await trace({ messages: [turnedAway()], pendingInputs });
      expect(found).toMatchObject(ended('gateway_refused', { retryable: true }));
    });

    it.each([
      ['it has begun', [USER, turnedAway()]],
      ['it failed otherwise', [turnedAway({ content: 'This turn ended before a reply: no model' })]],
      ['it is another one', [turnedAway({ __openclaw: { runId: 'r2' } })]],
    ])('is only interrupted when %s', async (_, messages) => {
      expect((await trace({ messages, pendingInputs })).found).toEqual({
        kind: 'interrupted',
        mayResume: false,
      });
    });
  });

  it('is interrupted in the middle of a turn: a tool call is not its end', async () => {
    expect(await traceOf(USER, assistant('let me look', { stopReason: 'toolUse' }))).toEqual({
      kind: 'interrupted',
      mayResume: false,
    });
  });

  it('may be resumed by a gateway that was killed in it', async () => {
    const { found } = await trace({ messages: [USER], sessionInfo: { abortedLastRun: true } });
    expect(found).toEqual({ kind: 'interrupted', mayResume: true });
  });

  it('may be resumed also when its input is left behind', async () => {
    const pendingInputs = { items: [{ runId: 'r1', state: 'interrupted' }] };
    const history = { messages: [USER], pendingInputs, sessionInfo: { abortedLastRun: true } };
    expect((await trace(history)).found).toEqual({ kind: 'interrupted', mayResume: true });
  });

  describe('that the gateway resumed after a crash', () => {
    const resumed = (id: string) => ({
      role: 'user',
      idempotencyKey: `${id}:user`,
      provenance: { sourceTool: 'main_session_restart_recovery' },
    });
    const half = assistant('let me look', { stopReason: 'toolUse' });
    const answerOf = (runId: string) => assistant(`answer of ${runId}`, {}, { runId });

    it('has the answer of the run that took its place, the last one after several crashes', async () => {
      expect(await traceOf(USER, half, resumed('n1'), answerOf('n1'))).toMatchObject({
        kind: 'answered',
        answer: { text: 'answer of n1' },
      });
      expect(await traceOf(USER, resumed('n1'), resumed('n2'), answerOf('n2'))).toMatchObject({
        kind: 'answered',
        answer: { text: 'answer of n2' },
      });
    });

    it('goes on under the new id', async () => {
      const history = { messages: [USER, resumed('n1')], inFlightRun: { runId: 'n1' } };
      expect((await trace(history)).found).toEqual({ kind: 'running', runId: 'n1' });
    });

    it('is about to go on under an id that waits its turn', async () => {
      const { provenance } = resumed('n1');
      const input = { runId: 'n1', state: 'queued', message: { role: 'user', provenance } };
      const history = { messages: [USER], pendingInputs: { items: [input] } };
      expect((await trace(history)).found).toEqual({ kind: 'running', runId: 'n1' });
      const later = { ...history, messages: [USER, { ...USER, idempotencyKey: 'r2:user' }] };
      expect((await trace(later)).found).toMatchObject({ kind: 'interrupted' });
    });

    it('ends as the new run ends', async () => {
      const failed = { idempotencyKey: 'n1:terminal-error', content: 'no model' };
      expect(await traceOf(USER, resumed('n1'), failed)).toMatchObject(ended('gateway_failed'));
    });

    it('is not taken for a later question that was resumed', async () => {
      const later = { ...USER, idempotencyKey: 'r2:user' };
      expect(await traceOf(USER, later, resumed('n2'), answerOf('n2'))).toEqual({
        kind: 'interrupted',
        mayResume: false,
      });
    });
  });

  it.each([[{}], [{ messages: 'x' }], [{ messages: [null, 5] }]])(
    'left no trace where there is none: %j',
    async (history) => {
      expect((await trace(history)).found).toEqual({ kind: 'none' });
    },
  );
});
