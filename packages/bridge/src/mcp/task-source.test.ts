import { describe, expect, it } from 'vitest';
import { Failure } from '../domain/failure.ts';
import { OWNER } from '../domain/principal.ts';
import { notCancellable, unknownTask, type Task } from '../domain/task.ts';
import { aTask } from '../domain/task.fixture.ts';
import type { Verbs } from '../usecases/verbs.ts';
import { createTaskSource, taskRecord } from './task-source.ts';

const plain = (text: string) => text;
const AT = Date.UTC(2026, 10, 21, 10);
const times = { createdAt: AT, startedAt: AT + 1_000 };

describe('a task of the bridge, for MCP Tasks', () => {
  it('is known by its own id, for a day, and may be asked for every second', () => {
    expect(taskRecord(aTask({ id: 'task_7', createdAt: AT }), plain)).toEqual({
      taskId: 'task_7',
      status: 'working',
      createdAt: '2026-11-21T10:00:00.000Z',
      lastUpdatedAt: '2026-11-21T10:00:00.000Z',
      ttlMs: 86_400_000,
      pollIntervalMs: 1_000,
      statusMessage: 'Waiting for its turn',
    });
  });

  it.each<[string, Partial<Task>]>([
    ['The agent is working', {}],
    ['1,234 characters so far', { progress: { characters: 1_234, lastActivityAt: AT } }],
    [
      '1,234 characters so far, using exec',
      { progress: { characters: 1_234, lastActivityAt: AT, tool: 'exec' } },
    ],
    ['The agent is working, using exec', { progress: { characters: 0, lastActivityAt: AT, tool: 'exec' } }],
    ['The agent is being stopped', { cancelRequested: true }],
  ])('tells how it goes: %s', (statusMessage, over) => {
    expect(taskRecord(aTask({ status: 'running', ...times, ...over }), plain)).toMatchObject({
      status: 'working',
      statusMessage,
    });
  });

  it.each<[string, Partial<Task>]>([
    ['10:00:01', {}],
    ['10:00:02', { progress: { characters: 1, lastActivityAt: AT + 2_000 } }],
    ['10:00:03', { progress: { characters: 1, lastActivityAt: AT + 2_000 }, settledAt: AT + 3_000 }],
  ])('was last updated when something last happened to it: %s', (time, over) => {
    const task = aTask({ status: 'running', ...times, ...over });
    expect(taskRecord(task, plain).lastUpdatedAt).toBe(`2026-11-21T${time}.000Z`);
  });

  it('completes with what openclaw_chat answers', () => {
    const task = aTask({ status: 'completed', id: 't1', sessionId: 'notes', answer: { text: 'Hello' } });
    const data = { reply: 'Hello', session_id: 'notes', instance: 'home', task_id: 't1' };
    expect(taskRecord(task, plain)).toMatchObject({
      status: 'completed',
      result: {
        content: [
          { type: 'text', text: 'Hello' },
          { type: 'text', text: JSON.stringify(data) },
        ],
        structuredContent: data,
      },
    });
  });

  it('completes with an error where the agent failed, without a secret', () => {
    const failure = { code: 'gateway_failed', message: 'Refused: s3cret', retryable: true } as const;
    const task = aTask({ status: 'failed', id: 't1', sessionId: 'notes', failure });
    const record = taskRecord(task, (text) => text.replaceAll('s3cret', '***'));
    expect(record).toMatchObject({ status: 'completed', result: { isError: true } });
    expect(JSON.stringify(record)).toContain('Refused: ***');
    expect(JSON.stringify(record)).toContain(String.raw`\"task_id\":\"t1\"`);
    expect(JSON.stringify(record)).not.toContain('s3cret');
    expect(record).not.toHaveProperty('error');
  });

  it('is cancelled without a result', () => {
    const record = taskRecord(aTask({ status: 'cancelled' }), plain);
    expect(record).toMatchObject({ status: 'cancelled', statusMessage: 'Cancelled' });
    expect(record).not.toHaveProperty('result');
  });
});

describe('the tasks of the bridge, for MCP Tasks', () => {
  it('are those of the principal of the door', async () => {
    const asked: unknown[] = [];
    const source = sourceOf({
      getTask: async (request) => {
        asked.push(request);
        return aTask({ id: request.id });
      },
    });
    expect(await source.get('t1')).toMatchObject({ taskId: 't1' });
    expect(asked).toEqual([{ principal: OWNER, id: 't1' }]);
  });

  it('are not found where there are none', async () => {
    const unknown = ({ id }: { readonly id: string }) => Promise.reject(unknownTask(id));
    const source = sourceOf({ getTask: unknown, cancelTask: unknown });
    expect(await source.get('t1')).toBeUndefined();
    expect(await source.update('t1', {})).toBe(false);
    expect(await source.cancel('t1')).toBe(false);
  });

  it('take answers to nothing', async () => {
    expect(await sourceOf({}).update('t1', { name: { action: 'accept' } })).toBe(true);
  });

  it('are cancelled, and left alone once they have ended', async () => {
    const cancelled: string[] = [];
    const source = sourceOf({
      async cancelTask({ id }) {
        if (id === 'over') throw notCancellable({ id, status: 'completed' });
        cancelled.push(id);
        return aTask({ id, status: 'cancelled' });
      },
    });
    expect(await source.cancel('t1')).toBe(true);
    expect(await source.cancel('over')).toBe(true);
    expect(cancelled).toEqual(['t1']);
  });

  it('fail as a request when the store does, without a secret', async () => {
    const failure = new Failure('store_unavailable', 'No s3cret disk.', { hint: 'Make room.' });
    const full = () => Promise.reject(failure);
    const source = sourceOf({ getTask: full, cancelTask: full });
    const expected = { code: -32_603, message: 'No *** disk. Make room.' };
    await expect(source.get('t1')).rejects.toMatchObject(expected);
    await expect(source.update('t1', {})).rejects.toMatchObject(expected);
    await expect(source.cancel('t1')).rejects.toMatchObject(expected);
  });
});

function sourceOf(over: Partial<Verbs>) {
  const verbs: Partial<Verbs> = { getTask: async ({ id }) => aTask({ id }), ...over };
  return createTaskSource({
    verbs: async () => verbs as Verbs,
    principal: OWNER,
    redact: (text) => text.replaceAll('s3cret', '***'),
  });
}
