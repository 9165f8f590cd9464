import { setTimeout as pause } from 'node:timers/promises';
import {
  startSimulator,
  startXiaozhi,
  type SimulatedEndpoint,
  type Simulator,
  type Xiaozhi,
  type XiaozhiMode,
} from '@clawbridge/simulator';
import { describe, expect, test, vi } from 'vitest';
import { makeHome, type Environment, type Home } from '../journeys/program.ts';
import { between, chanceOf, IS_LONG, oneOf, SEED, type Chance } from './form.ts';
import { startMortal, type Mortal } from './mortal.ts';

/** Of each kind of xiaozhi. */
const ENDPOINTS = 4;
const ACCIDENTS = IS_LONG ? 1_000 : 200;
const ACCIDENT_AFTER_MS = { least: 10, most: 150 };
/** Who was replaced waits for a minute, so that two bridges do not fight: few of them, at the end. */
const REPLACED = 2;
const QUESTIONS_EACH = IS_LONG ? 60 : 15;
const PATIENCE = { timeout: 180_000, interval: 200 };

interface World {
  readonly gateway: Simulator;
  readonly xiaozhis: readonly Xiaozhi[];
  readonly endpoints: readonly SimulatedEndpoint[];
  /** Two servers on one store. */
  readonly bridges: readonly Mortal[];
  readonly chance: Chance;
}

describe('endpoints whose wires break, whose servers die and whose bridges are killed', () => {
  test(`are all there afterwards, and every task has ended once (seed ${SEED})`, () =>
    inWorld(async (world) => {
      await allRegistered(world);
      const asking = Promise.all(world.endpoints.map((endpoint, i) => ask(endpoint, i, world)));
      for (let number = 1; number <= ACCIDENTS; number++) {
        await pause(between(ACCIDENT_AFTER_MS.least, ACCIDENT_AFTER_MS.most, world.chance));
        await oneOf(number % 40 === 0 ? RARE : ACCIDENTS_OF_A_WIRE, world.chance)(world);
      }
      for (const endpoint of world.endpoints.slice(0, REPLACED)) await replace(endpoint);
      const said = (await asking).flat();
      await allRegistered(world);
      await allAnswer(world);
      await checkTasks(world, said);
    }));
});

type Accident = (world: World) => Promise<void>;

const ACCIDENTS_OF_A_WIRE: readonly Accident[] = [
  async ({ endpoints, chance }) => oneOf(endpoints, chance).drop(),
  async ({ endpoints, chance }) => oneOf(endpoints, chance).drop({ code: 1011, reason: 'trouble' }),
  async ({ endpoints, chance }) => oneOf(endpoints, chance).drop({ code: 1000 }),
  async ({ endpoints, chance }) => oneOf(endpoints, chance).halfOpen(),
  async ({ endpoints, chance }) => {
    const resume = oneOf(endpoints, chance).pauseReading();
    await pause(between(10, 300, chance));
    resume();
  },
];

const RARE: readonly Accident[] = [
  async ({ xiaozhis, chance }) => oneOf(xiaozhis, chance).drop(),
  async ({ xiaozhis, chance }) => oneOf(xiaozhis, chance).refuseFor(500, 503),
  async ({ bridges, chance }) => await oneOf(bridges, chance).kill(),
  async ({ xiaozhis, chance }) => {
    const xiaozhi = oneOf(xiaozhis, chance);
    await xiaozhi.stop();
    await pause(between(10, 500, chance));
    await xiaozhi.start();
  },
];

async function inWorld(use: (world: World) => Promise<void>): Promise<void> {
  const gateway = await startSimulator();
  const home = makeHome();
  const modes: readonly XiaozhiMode[] = ['cloud', 'selfhosted'];
  const xiaozhis = await Promise.all(
    modes.map((mode) => startXiaozhi({ mode, pingMs: 1_000, pongMs: 2_000, blockMs: 500 })),
  );
  const endpoints = xiaozhis.flatMap((one) =>
    Array.from({ length: ENDPOINTS }, (_, i) => one.endpoint(i + 1)),
  );
  const env = environment(gateway, home, endpoints);
  const bridges = [startMortal('Streamable HTTP', env), startMortal('Streamable HTTP', env)];
  try {
    await use({ gateway, xiaozhis, endpoints, bridges, chance: chanceOf(SEED) });
  } finally {
    await Promise.all(bridges.map((bridge) => bridge.end()));
    await Promise.all(xiaozhis.map((one) => one.stop()));
    await gateway.stop();
    home.remove();
  }
}

function environment(gateway: Simulator, home: Home, endpoints: readonly SimulatedEndpoint[]): Environment {
  const list = endpoints.map(({ url }, i) => ({
    name: `e${i}`,
    url,
    kind: url.includes('/mcp_endpoint/') ? 'selfhosted' : 'cloud',
  }));
  return {
    CLAWBRIDGE_HOME: home.path,
    OPENCLAW_URL: gateway.httpUrl,
    OPENCLAW_GATEWAY_TOKEN: gateway.token,
    // A run that may have gone over HTTP is not begun anew when its bridge is killed.
    CLAWBRIDGE_OUTLET: 'ws',
    CLAWBRIDGE_XIAOZHI: JSON.stringify(list),
    CLAWBRIDGE_XIAOZHI_SILENCE_MS: '5000',
    CLAWBRIDGE_VOICE_WAIT_MS: '200',
  };
}

/** Asks one thing after the other, each until the endpoint has said that it is accepted, as a patient person does. */
async function ask(
  endpoint: SimulatedEndpoint,
  number: number,
  { chance }: World,
): Promise<readonly string[]> {
  const said: string[] = [];
  for (let i = 0; i < QUESTIONS_EACH; i++) {
    const intent = `/think ${between(5, 800, chance)} at endpoint ${number}, question ${i}`;
    await pause(between(0, 500, chance));
    await vi.waitUntil(async () => await isAccepted(endpoint, intent), PATIENCE);
    said.push(intent);
  }
  return said;
}

async function isAccepted(endpoint: SimulatedEndpoint, intent: string): Promise<boolean> {
  try {
    const device = await endpoint.device();
    const { outcome, text } = await device.call('process_intent', { intent });
    device.close();
    return outcome === 'told' && (JSON.parse(text) as { status: string }).status === 'processing';
  } catch {
    return false;
  }
}

/** The last accident may be a server that lets nobody in for a moment. */
async function replace(endpoint: SimulatedEndpoint): Promise<void> {
  const stranger = await vi.waitFor(() => endpoint.replace(), PATIENCE);
  stranger.leave();
}

async function allRegistered({ endpoints }: World): Promise<void> {
  await vi.waitUntil(() => endpoints.every((endpoint) => endpoint.isRegistered()), PATIENCE);
}

/** A call reaches the bridge and comes back, at each of them. */
async function allAnswer({ endpoints }: World): Promise<void> {
  for (const endpoint of endpoints) {
    await vi.waitUntil(async () => {
      const device = await endpoint.device();
      const { outcome } = await device.call('get_status');
      device.close();
      return outcome === 'told';
    }, PATIENCE);
  }
}

/** What was accepted is a task that has ended well, and that the agent did once. */
async function checkTasks({ bridges, gateway }: World, said: readonly string[]): Promise<void> {
  const tally = await vi.waitUntil(async () => {
    const { stats } = await bridges[0]!.call<Listed>('openclaw_task_list', { limit: 1 });
    return stats.byStatus['pending'] === 0 && stats.byStatus['running'] === 0 && stats;
  }, PATIENCE);
  expect(tally.byStatus).toMatchObject({ failed: 0, cancelled: 0, completed: tally.total });
  const turns = gateway.turns.map(({ message }) => message);
  expect(said.filter((intent) => !turns.some((message) => message.includes(intent)))).toEqual([]);
  expect(gateway.turns.filter(({ status }) => status !== 'ok')).toEqual([]);
  expect(turns.length).toBe(tally.total);
}

interface Listed {
  readonly stats: { readonly total: number; readonly byStatus: Readonly<Record<string, number>> };
}
