import { expect, it } from 'vitest';
import { aTask } from '../domain/task.fixture.ts';
import { OWNER } from '../domain/principal.ts';
import type { LogFields } from '../domain/port/log.ts';
import type { Verbs } from '../usecases/verbs.ts';
import { logCalls } from './log-calls.ts';

const CALL = {
  tool: 'ask_jarvis',
  isReadOnly: false,
  principal: OWNER,
  request: undefined,
  connection: undefined,
  meta: undefined,
};

function begin() {
  const lines: (readonly [LogFields, string])[] = [];
  const line = (fields: LogFields, message: string) => void lines.push([fields, message]);
  const ended: unknown[] = [];
  const watch = logCalls(
    () => ({ requestId: undefined, verbs: (verbs) => verbs, ended: (failure) => void ended.push(failure) }),
    { log: { debug: line, info: line, warn: line, error: line }, endpoint: 'kitchen' },
  )(CALL);
  return { lines, ended, watch };
}

it('logs which tool was called at an endpoint, how it ended and its task, and never what was said', async () => {
  const { lines, ended, watch } = begin();
  const verbs = { askAloud: async () => ({ number: 4, task: aTask({ message: 'my secret wish' }) }) };
  await watch.verbs(verbs as unknown as Verbs).askAloud({} as never);
  watch.ended();
  expect(lines).toEqual([
    [
      { endpoint: 'kitchen', tool: 'ask_jarvis', outcome: 'ok', ms: expect.any(Number), task: 'task_4' },
      'a device has called a tool',
    ],
  ]);
  expect(ended).toEqual([undefined]);
});

it('logs by its code what went wrong', () => {
  const { lines, watch } = begin();
  watch.ended({ code: 'gateway_unreachable', message: 'secret' } as never);
  expect(lines[0]?.[0]).toEqual({
    endpoint: 'kitchen',
    tool: 'ask_jarvis',
    outcome: 'gateway_unreachable',
    ms: expect.any(Number),
  });
});
