import { describe, expect, it } from 'vitest';
import { followRun, isBeginning, messageText } from './run-events.ts';

const isMine = (id: unknown) => id === 'r1';
const delta = (soFar: string, over: object = {}) => ({
  event: 'chat',
  payload: {
    runId: 'r1',
    state: 'delta',
    message: { role: 'assistant', content: [{ type: 'text', text: soFar }] },
    ...over,
  },
});
const tool = (phase: string, name = 'exec', over: object = {}) => ({
  event: 'agent',
  payload: { runId: 'r1', stream: 'tool', data: { phase, name }, ...over },
});

describe('the picture of a run', () => {
  it('grows with every piece of text', () => {
    const read = followRun(isMine);
    expect([delta('w0'), delta('w0 w1')].map(read)).toEqual([{ text: 'w0' }, { text: 'w0 w1' }]);
  });

  it('begins anew when the agent takes back what it said', () => {
    const read = followRun(isMine);
    read(delta('I think'));
    expect(read(delta('No', { replace: true }))).toEqual({ text: 'No' });
    expect(read(delta('No, sorry'))).toEqual({ text: 'No, sorry' });
    expect(read(delta('', { replace: true }))).toEqual({ text: '' });
  });

  it('shows a tool from its start to its result, and says so once', () => {
    const read = followRun(isMine);
    read(delta('Let me see'));
    expect(read(tool('start'))).toEqual({ text: 'Let me see', tool: 'exec' });
    expect(read(tool('update'))).toBeUndefined();
    expect(read(tool('result'))).toEqual({ text: 'Let me see' });
    expect(read(tool('result'))).toBeUndefined();
  });

  it.each([
    ['of another run', delta('x', { runId: 'r2' })],
    ['without a run', delta('x', { runId: undefined })],
    ['that is final', delta('x', { state: 'final' })],
    ['that is status', delta('', { state: 'status', phase: 'starting_model' })],
    ['of another stream', tool('start', 'exec', { stream: 'lifecycle' })],
    ['of the system', { event: 'tick', payload: { runId: 'r1' } }],
  ])('does not change by an event %s', (_, event) => {
    expect(followRun(isMine)(event)).toBeUndefined();
  });

  it('copes with a piece without text and a tool without name', () => {
    const read = followRun(isMine);
    expect(read({ event: 'chat', payload: { runId: 'r1', state: 'delta' } })).toEqual({ text: '' });
    expect(read({ event: 'agent', payload: { runId: 'r1', stream: 'tool' } })).toBeUndefined();
  });
});

describe('the beginning of a run', () => {
  const agent = (stream: string, phase?: string) => ({
    event: 'agent',
    payload: { stream, data: { phase } },
  });
  it.each([
    [agent('lifecycle', 'start'), true],
    [agent('lifecycle', 'model'), false],
    [agent('lifecycle', 'error'), false],
    [agent('assistant'), true],
    [agent('tool', 'start'), true],
    [{ event: 'chat', payload: { state: 'delta' } }, true],
    [{ event: 'chat', payload: { state: 'status' } }, false],
    [{ event: 'chat', payload: { state: 'error' } }, false],
    [{ event: 'tick', payload: {} }, false],
  ])('is told by %j: %s', (event, begun) => {
    expect(isBeginning(event)).toBe(begun);
  });
});

describe('the text of a message', () => {
  it.each([
    [{ content: 'plain' }, 'plain'],
    [{ content: [{ type: 'text', text: 'a' }, { type: 'image' }, { type: 'text', text: 'b' }] }, 'ab'],
    [{ content: [{ type: 'thinking', text: 'hm' }] }, ''],
    [{ content: [{ type: 'text' }, null, 'x'] }, ''],
    [{}, ''],
    [undefined, ''],
    ['text', ''],
  ])('of %j is %j', (message, text) => {
    expect(messageText(message)).toBe(text);
  });
});
