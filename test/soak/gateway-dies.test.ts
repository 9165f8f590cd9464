import { setTimeout as pause } from 'node:timers/promises';
import { startSimulator, type Simulator } from '@clawbridge/simulator';
import { describe, test, type ExpectStatic } from 'vitest';
import { makeHome } from '../journeys/program.ts';
import { between, chanceOf, IS_LONG, SEED } from './form.ts';
import { startMortal, type Mortal } from './mortal.ts';

const ROUNDS = IS_LONG ? 10 : 1;
const RUNNING = 50;
const QUEUED = 50;

/** A quarter of the places is kept for questions that somebody waits for. */
const PLACES = 67;

/** All of them still run when the gateway dies, and the gateway may be away for longer than that. */
const THINKING_MS = { least: 2_000, most: 5_000 };
const LONGEST_AWAY_MS = 6_000;

interface Round {
  readonly gateway: Simulator;
  readonly bridge: Mortal;
  /** Message and id of every task. */
  readonly asked: ReadonlyMap<string, string>;
  readonly expect: ExpectStatic;
}

interface Ended {
  readonly status: string;
  readonly result?: string;
  readonly error?: string;
  readonly hint?: string;
}

/** A gateway that dies loses no task: what ran is resumed or said to be interrupted, what waited waits on. */
describe.concurrent(`a gateway with ${RUNNING} running tasks and ${QUEUED} waiting ones`, () => {
  for (let number = 1; number <= ROUNDS; number++) {
    for (const death of ['kill', 'stop'] as const) {
      const seed = SEED + number;
      const name = death === 'kill' ? 'is killed' : 'is told to stop';
      test(`${name} and started again (seed ${seed})`, async ({ expect, onTestFinished }) => {
        const chance = chanceOf(seed);
        const gateway = await startSimulator();
        const home = makeHome();
        const bridge = startMortal('Streamable HTTP', {
          CLAWBRIDGE_HOME: home.path,
          OPENCLAW_URL: gateway.httpUrl,
          OPENCLAW_GATEWAY_TOKEN: gateway.token,
          CLAWBRIDGE_OUTLET: 'ws',
          CLAWBRIDGE_MAX_CONCURRENT: String(PLACES),
        });
        onTestFinished(async () => {
          await bridge.end();
          await gateway.stop();
          home.remove();
        });
        const asked = await askInBackground(
          bridge,
          (i) => `/think ${between(THINKING_MS.least, THINKING_MS.most, chance)} about ${i}`,
        );
        const running = () => gateway.turns.filter(({ status }) => status === 'running');
        await expect.poll(() => running().length, { timeout: 10_000 }).toBe(RUNNING);
        const hit = new Set(running().map(({ message }) => message));
        await gateway[death]();
        await pause(between(0, LONGEST_AWAY_MS, chance));
        await gateway.start();
        const round = { gateway, bridge, asked, expect };
        await checkEnds(round, hit);
        checkTurns(round);
      });
    }
  }
});

async function askInBackground(bridge: Mortal, messageOf: (i: number) => string) {
  const asked = new Map<string, string>();
  const asking = Array.from({ length: RUNNING + QUEUED }, async (_, i) => {
    const message = messageOf(i);
    const { task_id } = await bridge.call<{ task_id: string }>('openclaw_chat_async', { message });
    asked.set(message, task_id);
  });
  await Promise.all(asking);
  return asked;
}

async function checkEnds({ bridge, asked, expect }: Round, hit: ReadonlySet<string>): Promise<void> {
  for (const [message, task_id] of asked) {
    const task = await bridge.call<Ended>('openclaw_task_status', { task_id, wait_ms: 120_000 });
    if (hit.has(message) && task.status === 'failed') {
      expect(task, message).toMatchObject({
        error: expect.stringContaining('interrupted'),
        hint: expect.stringContaining('before asking again'),
      });
    } else {
      expect(task, message).toMatchObject({ status: 'completed', result: `ECHO: ${message}` });
    }
  }
}

/** Nothing is asked twice by us; the gateway resumes a session at most once by itself. */
function checkTurns({ gateway: { turns }, asked, expect }: Round): void {
  const ours = turns.filter(({ message }) => asked.has(message));
  expect(ours.map(({ message }) => message).toSorted()).toEqual([...asked.keys()].toSorted());
  expect(ours.map(({ runId }) => runId).toSorted()).toEqual([...asked.values()].toSorted());
  const resumed = turns.filter(({ message }) => !asked.has(message)).map(({ sessionKey }) => sessionKey);
  expect(new Set(resumed).size).toBe(resumed.length);
  expect(resumed.length).toBeLessThanOrEqual(RUNNING);
}
