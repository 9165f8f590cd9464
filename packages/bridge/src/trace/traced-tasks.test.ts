import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../domain/failure.ts';
import { createRecordingTracer, type RecordingTracer } from '../domain/port/recording-tracer.fixture.ts';
import { createScriptedRunner, type ScriptedRunner } from '../domain/port/scripted-runner.fixture.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { createStop } from '../domain/stop.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { createWorld, type World } from '../usecases/world.fixture.ts';
import { createTracedTasks, type TracedTasks } from './traced-tasks.ts';

const CAUSE = { traceparent: `00-${'b'.repeat(32)}-${'c'.repeat(16)}-01` };
const WATCH = { signal: createStop().signal, onProgress() {} };

let tracer: RecordingTracer;
let traced: TracedTasks;
let temp: TempStore;
let world: World;

beforeEach(() => {
  tracer = createRecordingTracer();
  traced = createTracedTasks({ tracer, clock: createSteppedClock(), most: 3 });
  temp = createTempStore();
  world = createWorld(traced.store(temp.open()));
  world.worker.start();
});
afterEach(async () => {
  await world.worker.stop(0);
  await temp.discard();
});

const ask = () => world.ask({ onAccepted: (task) => traced.asked(task, CAUSE) });

describe('the span of a task', () => {
  it('is part of what led to it, and ends as the task does', async () => {
    const asked = ask();
    (await world.runner.next()).fail(new Failure('empty_answer', 'Nothing.'));
    const { id, createdAt } = await asked;
    expect(tracer.spans).toMatchObject([
      {
        name: 'task',
        parent: CAUSE,
        at: createdAt,
        attributes: { 'clawbridge.task.id': id },
        ended: { failure: 'empty_answer', attributes: { 'clawbridge.task.status': 'failed' } },
      },
    ]);
  });

  it('ends when the task is cancelled before it began', async () => {
    const first = ask();
    await world.runner.next();
    const { sessionId } = await world.ask({ waitMs: 0, inBackground: true });
    const waiting = await world.ask({
      sessionId,
      waitMs: 0,
      inBackground: true,
      onAccepted: (task) => traced.asked(task, CAUSE),
    });
    await world.cancel(waiting.id);
    expect(tracer.spans.at(-1)?.ended?.attributes).toEqual({ 'clawbridge.task.status': 'cancelled' });
    world.runner.runs[0]?.answer('done');
    await first;
  });

  it('does not stay for ever where another process ends the task', () => {
    for (const id of ['t1', 't2', 't3', 't4']) traced.asked({ id, instance: 'home', createdAt: 1 }, CAUSE);
    expect(tracer.spans.map(({ ended }) => ended !== undefined)).toEqual([true, false, false, false]);
    traced.close();
    expect(tracer.spans.every(({ ended }) => ended !== undefined)).toBe(true);
  });
});

describe('the span of a run', () => {
  let runner: ScriptedRunner;
  beforeEach(() => {
    runner = createScriptedRunner();
  });
  const run = { instance: 'home', id: 't1', sessionKey: 'k', message: 'secret words', timeoutMs: 1 };

  it('is part of its task, also when that is known later, and says nothing of what was said', async () => {
    const seen = traced.runner(runner);
    const running = seen.run({ ...run, id: 't1.2' }, WATCH);
    traced.asked({ id: 't1', instance: 'home', createdAt: 1 }, CAUSE);
    (await runner.next()).answer('secret answer');
    await running;
    const [task, ran] = tracer.spans;
    expect(ran).toMatchObject({ name: 'gateway run', kind: 'client', at: 1_000_000, ended: {} });
    expect(ran?.parent).toBe(task?.context);
    expect(JSON.stringify(tracer.spans)).not.toContain('secret');
  });

  it('begins a trace of its own where nobody here asked for it, and tells why it failed', async () => {
    const rejoined = traced.runner(runner).rejoin(run, WATCH);
    (await runner.next()).fail(new Failure('run_interrupted', 'It died.'));
    await expect(rejoined).rejects.toMatchObject({ code: 'run_interrupted' });
    expect(tracer.spans).toMatchObject([{ name: 'gateway rejoin', ended: { failure: 'run_interrupted' } }]);
    expect(tracer.spans[0]?.parent).toBeUndefined();
  });
});
