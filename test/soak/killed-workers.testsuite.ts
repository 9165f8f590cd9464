import { setTimeout as pause } from 'node:timers/promises';
import { startSimulator, type Simulator } from '@clawbridge/simulator';
import { describe, expect, test } from 'vitest';
import { makeHome } from '../journeys/program.ts';
import { askAll, type Asked } from './ask-all.ts';
import { between, chanceOf, IS_LONG, oneOf, SEED, type Chance } from './form.ts';
import { startMortal, type Mortal } from './mortal.ts';
import type { SharedStore, StoreKind } from './store.ts';

const ROUNDS = IS_LONG ? 20 : 1;
const TASKS = IS_LONG ? 1000 : 300;

/** So many that some hit a process which has just taken over what another one left, after 10 s. */
const KILLS = IS_LONG ? 60 : 25;

/** Often enough to meet every moment of a task's life, seldom enough that a process gets something done. */
const KILL_AFTER_MS = { least: 50, most: 1_000 };

/** The lease of a killed worker runs out after 10 s; the rest is work. */
const PATIENCE_MS = 120_000;

interface Round {
  readonly gateway: Simulator;
  readonly bridges: readonly Mortal[];
  readonly store: SharedStore;
  readonly chance: Chance;
}

/** Whatever is accepted is done, once, with its own answer, however its workers die. */
export function describeKilledWorkers(kind: StoreKind): void {
  describe(`bridges on ${kind.name} that are killed at random moments`, () => {
    for (let number = 1; number <= ROUNDS; number++) {
      const seed = SEED + number;
      test(`lose nothing and do nothing twice (seed ${seed})`, () =>
        onFreshWorld(kind, seed, async (round) => {
          const asked = await askWhileKilling(round);
          await untilNothingIsOpen(round);
          await checkStore(round, asked);
          await checkGateway(round, asked);
        }));
    }
  });
}

async function onFreshWorld(kind: StoreKind, seed: number, use: (round: Round) => Promise<void>) {
  const gateway = await startSimulator();
  const store = await kind.open();
  const homes = kind.doors.map(() => makeHome());
  const bridges = kind.doors.map((door, i) =>
    startMortal(door, {
      CLAWBRIDGE_HOME: homes[i]!.path,
      OPENCLAW_URL: gateway.httpUrl,
      OPENCLAW_GATEWAY_TOKEN: gateway.token,
      CLAWBRIDGE_OUTLET: 'ws',
      ...store.env,
    }),
  );
  try {
    await use({ gateway, bridges, store, chance: chanceOf(seed) });
  } finally {
    await Promise.all(bridges.map((bridge) => bridge.end()));
    await gateway.stop();
    await store.remove?.();
    for (const home of homes) home.remove();
  }
}

async function askWhileKilling({ gateway, bridges, store, chance }: Round): Promise<readonly Asked[]> {
  const asking = askAll(TASKS, bridges, chance);
  const killing = killOften(bridges, chance);
  await expect.poll(() => gateway.turns.length, { timeout: PATIENCE_MS }).toBeGreaterThan(TASKS / 3);
  await store.restartDatabase?.();
  await killing;
  return await asking;
}

async function killOften(bridges: readonly Mortal[], chance: Chance): Promise<void> {
  for (let kill = 0; kill < KILLS; kill++) {
    await pause(between(KILL_AFTER_MS.least, KILL_AFTER_MS.most, chance));
    await oneOf(bridges, chance).kill();
  }
}

interface Listed {
  readonly stats: { readonly total: number; readonly byStatus: Readonly<Record<string, number>> };
  readonly tasks: readonly { readonly task_id: string }[];
}

async function untilNothingIsOpen({ bridges }: Round): Promise<void> {
  const open = async () => {
    const { stats } = await bridges[0]!.call<Listed>('openclaw_task_list', { limit: 1 });
    return stats.byStatus['pending']! + stats.byStatus['running']!;
  };
  await expect.poll(open, { timeout: PATIENCE_MS, interval: 200 }).toBe(0);
}

/** Every accepted task is completed with its own answer, and there is none that nobody asked for. */
async function checkStore({ bridges }: Round, asked: readonly Asked[]): Promise<void> {
  const { stats } = await bridges[0]!.call<Listed>('openclaw_task_list', { limit: 1 });
  expect(stats).toMatchObject({ total: asked.length, byStatus: { completed: asked.length } });
  expect(new Set(asked.map(({ taskId }) => taskId)).size).toBe(asked.length);
  for (const { taskId, message } of asked) {
    const task = await bridges[0]!.call<{ result: string }>('openclaw_task_status', { task_id: taskId });
    expect(task).toMatchObject({ status: 'completed', result: `ECHO: ${message}` });
  }
}

/** The gateway ran every message once, under the task's own id, and those of one conversation in their order. */
async function checkGateway({ gateway, bridges }: Round, asked: readonly Asked[]): Promise<void> {
  const ran = gateway.turns.map(({ runId, message, status }) => `${runId} ${message} ${status}`);
  expect(ran.toSorted()).toEqual(asked.map(({ taskId, message }) => `${taskId} ${message} ok`).toSorted());
  for (const session_id of new Set(asked.flatMap(({ sessionId = [] }) => sessionId))) {
    const { tasks } = await bridges[0]!.call<Listed>('openclaw_task_list', { session_id });
    const inOrder = tasks.map(({ task_id }) => task_id).toReversed();
    expect(
      gateway.turns.map(({ runId }) => runId).filter((id) => inOrder.includes(id)),
      session_id,
    ).toEqual(inOrder);
  }
}
