import { expect, it } from 'vitest';
import { createRecordingLog } from '../../domain/port/recording-log.fixture.ts';
import { createSteppedClock } from '../../domain/port/stepped-clock.fixture.ts';
import type { EndpointReport } from '../../domain/endpoint.ts';
import { createBackground } from '../../usecases/background.ts';
import { watched } from '../../usecases/watched-background.fixture.ts';
import { createMemoryRegister } from './memory-register.fixture.ts';
import { createReportWriter } from './report-writer.ts';

async function start() {
  const clock = createSteppedClock();
  const log = createRecordingLog();
  const { background, quiet } = watched(createBackground(log));
  const register = createMemoryRegister();
  await register.hold({ holder: 'a', ids: ['1', '2'], now: 0, until: 9e15 });
  const writer = createReportWriter({ register, holder: 'a', clock, background, log });
  async function pass(ms: number): Promise<void> {
    clock.advance(ms);
    await quiet();
  }
  const told = () => register.told.map(({ name, calls }) => `${name} ${calls}`);
  return { writer, register, log, clock, pass, told };
}

function aReport(name: string, calls: number): EndpointReport {
  return { name, kind: 'cloud', host: 'h', status: 'connected', since: 0, attempts: 0, calls };
}

it('tells only the last report of each second', async () => {
  const { writer, pass, told } = await start();
  writer.say('1', aReport('one', 1));
  writer.say('1', aReport('one', 2));
  writer.say('2', aReport('two', 1));
  expect(told()).toEqual([]);
  await pass(1_000);
  expect(told()).toEqual(['one 2', 'two 1']);
  writer.say('1', aReport('one', 3));
  await pass(1_000);
  expect(told()).toEqual(['one 2', 'two 1', 'one 3']);
});

it('tells what the store missed when it is back, unless something newer was said', async () => {
  const { writer, register, pass, told } = await start();
  register.reachable(false);
  writer.say('1', aReport('one', 1));
  writer.say('2', aReport('two', 1));
  await pass(1_000);
  register.reachable(true);
  writer.say('1', aReport('one', 2));
  await pass(10_000);
  expect(told().toSorted()).toEqual(['one 2', 'two 1']);
});

it('tells the last report when it is closed, and none of an endpoint that is another’s', async () => {
  const { writer, clock, told } = await start();
  writer.say('1', aReport('one', 1));
  writer.say('2', aReport('two', 1));
  writer.forget('1');
  await writer.close();
  expect(told()).toEqual(['two 1']);
  expect(clock.waiting()).toBe(0);
});

it('leaves no timer behind when it is closed while the store fails', async () => {
  const { writer, register, clock } = await start();
  register.reachable(false);
  writer.say('1', aReport('one', 1));
  clock.advance(1_000);
  await writer.close();
  writer.say('1', aReport('one', 2));
  expect(clock.waiting()).toBe(0);
});
