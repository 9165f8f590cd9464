import { setTimeout as pause } from 'node:timers/promises';
import { startSimulator, type Simulator } from '@clawbridge/simulator';
import { describe, expect, test, vi } from 'vitest';
import { makeHome, type Environment } from '../journeys/program.ts';
import { startProxy, type Proxy } from '../proxy.ts';
import { silences } from '../silences.ts';
import { askAll, type Asked } from './ask-all.ts';
import { between, chanceOf, IS_LONG, oneOf, SEED, type Chance } from './form.ts';
import { callUntilAnswered, followLog, messagesOf, readLog, type HeardEvent } from './heard.ts';
import { startMortal, type Mortal } from './mortal.ts';
import type { SharedStore, StoreKind } from './store.ts';
import { asAdmin, histories, talk, untilNobodyWorks } from './talk.ts';

const ROUNDS = IS_LONG ? 10 : 1;
const SESSIONS = Array.from({ length: 20 }, (_, i) => `agent:main:telegram:direct:person-${i}`);
const MESSAGES_EACH = IS_LONG ? 200 : 20;
const TASKS = IS_LONG ? 300 : 20;
const ACCIDENTS = IS_LONG ? 120 : 20;
const ACCIDENT_AFTER_MS = { least: 20, most: 400 };
const LONGEST_AWAY_MS = 1_000;
const MOST_FRAMES = 30;

/** A person decides most of what an agent asks; the rest waits until the gateway forgets it, or the end. */
const DECIDED = 0.7;

/** Of one session while nobody listens. More is said than the gateway shows at once. */
const MOST_STEPS = 8;
const MOST_SAID = 80;

const PATIENCE = { timeout: 120_000, interval: 200 };

interface World {
  readonly gateway: Simulator;
  readonly wire: Proxy;
  /** Two servers, and what an MCP client spawned. */
  readonly bridges: readonly Mortal[];
  readonly servers: readonly Mortal[];
  /** One more, on the same store. */
  readonly startAnother: () => Mortal;
  readonly store: SharedStore;
  readonly chance: Chance;
}

/** Whatever happens in a gateway is in the log once and in order, however those who listen die. */
export function describeHearing(kind: StoreKind): void {
  describe(`bridges on ${kind.name} that listen to one gateway`, () => {
    for (let number = 1; number <= ROUNDS; number++) {
      const seed = SEED + number;
      test(`miss nothing and hear nothing twice while everything breaks (seed ${seed})`, () =>
        onFreshWorld(kind, seed, async (world) => {
          await begin(world);
          const follower = followLog(world.bridges, world.chance, (event) => decide(event, world));
          const asked = await whileEverythingBreaks(world, async () => {
            const asking = askAll(TASKS, world.servers, world.chance);
            await talk(world.gateway, SESSIONS, MESSAGES_EACH, world.chance);
            return await asking;
          });
          await untilQuiet(world);
          const log = await readWhole(world);
          await follower.stop();
          expect(follower.events.map(nameOf)).toEqual(log.map(nameOf));
          checkCursors(log);
          checkApprovals(log);
          checkTasks(log, asked);
        }));
      test(`say it where sessions were reset and deleted while all of them were away (seed ${seed})`, () =>
        onFreshWorld(kind, seed, async (world) => {
          await begin(world);
          const before = await histories(world.gateway);
          await Promise.all(world.bridges.map((bridge) => bridge.end()));
          const said = await beginAnew(world, before);
          await checkSilence(world, said);
        }));
    }
  });
}

async function onFreshWorld(kind: StoreKind, seed: number, use: (world: World) => Promise<void>) {
  const gateway = await startSimulator();
  const wire = await startProxy(gateway.port);
  const store = await kind.open();
  const homes: { remove(): void }[] = [];
  const started: Mortal[] = [];
  const start = (door: 'Streamable HTTP' | 'mcp serve'): Mortal => {
    const home = makeHome();
    homes.push(home);
    const env: Environment = {
      CLAWBRIDGE_HOME: home.path,
      CLAWBRIDGE_MODE: 'admin',
      OPENCLAW_URL: `http://127.0.0.1:${wire.port}`,
      OPENCLAW_GATEWAY_TOKEN: gateway.token,
      CLAWBRIDGE_OUTLET: 'ws',
      ...store.env,
    };
    const bridge = startMortal(door, env);
    started.push(bridge);
    return bridge;
  };
  const servers = [start('Streamable HTTP'), start('Streamable HTTP')];
  const bridges = [...servers, start('mcp serve')];
  const startAnother = () => start('mcp serve');
  try {
    await use({ gateway, wire, bridges, servers, startAnother, store, chance: chanceOf(seed) });
  } finally {
    await Promise.all(started.map((bridge) => bridge.end()));
    await wire.close();
    await gateway.stop();
    await store.remove?.();
    for (const home of homes) home.remove();
  }
}

/** Until every bridge listens, and the log has begun. */
async function begin({ gateway, bridges }: World): Promise<void> {
  await Promise.all(bridges.map((bridge) => bridge.call('events_poll', {})));
  await vi.waitUntil(() => gateway.connections() >= bridges.length, PATIENCE);
  for (const sessionKey of SESSIONS) gateway.receive({ sessionKey, text: 'hello' });
  await vi.waitFor(async () => {
    expect(messagesOf(await readLog(bridges[0]!)).size).toBe(SESSIONS.length);
  }, PATIENCE);
}

/** An answer that does not reach its gateway, or comes too late, is nobody's fault. */
function decide({ type, kind, id }: HeardEvent, { bridges, chance }: World): void {
  if (type !== 'exec_approval_requested' || chance() > DECIDED) return;
  const decision = oneOf(['allow-once', 'deny'], chance);
  callUntilAnswered(bridges, chance, 'permissions_respond', { kind, id, decision }).catch(() => {});
}

async function whileEverythingBreaks<T>(world: World, happen: () => Promise<T>): Promise<T> {
  const happening = happen();
  const breaking = breakOften(world);
  const result = await happening;
  await breaking;
  return result;
}

async function breakOften(world: World): Promise<void> {
  const { store, chance } = world;
  for (let accident = 0; accident < ACCIDENTS; accident++) {
    await pause(between(ACCIDENT_AFTER_MS.least, ACCIDENT_AFTER_MS.most, chance));
    await oneOf(accidents, chance)(world);
    if (accident === Math.floor(ACCIDENTS / 2)) await store.restartDatabase?.();
  }
}

const accidents: readonly ((world: World) => void | Promise<void>)[] = [
  async ({ bridges, chance }) => await oneOf(bridges, chance).kill(),
  async ({ bridges, chance }) => await oneOf(bridges, chance).kill(),
  ({ wire }) => wire.cut(),
  ({ gateway, chance }) => gateway.loseMessages(between(1, 3, chance)),
  ({ gateway, chance }) => gateway.repeatMessages(between(1, 3, chance)),
  ({ gateway, chance }) => gateway.dropAfterFrames(between(1, MOST_FRAMES, chance)),
  async ({ gateway, chance }) => {
    await gateway.kill();
    await pause(between(0, LONGEST_AWAY_MS, chance));
    await gateway.start();
  },
];

async function untilQuiet({ gateway, servers, chance }: World): Promise<void> {
  await vi.waitFor(async () => {
    await untilNobodyWorks(gateway);
    const { stats } = await callUntilAnswered<Listed>(servers, chance, 'openclaw_task_list', { limit: 1 });
    expect(stats.byStatus).toMatchObject({ pending: 0, running: 0 });
  }, PATIENCE);
}

interface Listed {
  readonly stats: { readonly byStatus: Readonly<Record<string, number>> };
}

/** A process that has just come looks for what all others may have missed. */
async function readWhole({ gateway, startAnother }: World): Promise<readonly HeardEvent[]> {
  const said = await histories(gateway);
  const fresh = startAnother();
  return await vi.waitFor(async () => {
    const log = await readLog(fresh);
    expect(messagesOf(log)).toEqual(said);
    expect(openApprovals(log)).toEqual([]);
    return log;
  }, PATIENCE);
}

/** Says things in every session, and resets and deletes them. Returns ids of all that was ever said in each. */
async function beginAnew({ gateway, chance }: World, before: Map<string, readonly string[]>) {
  const said = new Map<string, string[]>();
  await asAdmin(gateway, async (admin) => {
    for (const [key, ids] of before) {
      const all = [...ids];
      said.set(key, all);
      for (let step = between(1, MOST_STEPS, chance); step > 0; step--) {
        const method = oneOf(['say', 'say', 'say', 'sessions.reset', 'sessions.delete'], chance);
        if (method !== 'say') await admin.call(method, { key });
        else
          for (let i = between(1, MOST_SAID, chance); i > 0; i--)
            all.push(gateway.receive({ sessionKey: key, text: `message ${i}` }));
      }
    }
  });
  return said;
}

async function checkSilence({ startAnother }: World, said: Map<string, readonly string[]>): Promise<void> {
  const fresh = startAnother();
  await vi.waitFor(async () => {
    const log = await readLog(fresh);
    for (const [key, ids] of said) {
      const its = log.filter(({ sessionKey }) => sessionKey === key);
      expect(silences(ids, its), key).toEqual([]);
    }
  }, PATIENCE);
}

function nameOf({ cursor, type, messageId, id, taskId }: HeardEvent): string {
  return `${cursor} ${type} ${messageId ?? id ?? taskId}`;
}

function checkCursors(log: readonly HeardEvent[]): void {
  expect(log.map(({ cursor }) => cursor)).toEqual(log.map((_, i) => i + 1));
  expect(log.filter(({ type }) => type === 'gap')).toEqual([]);
}

function idsOf(log: readonly HeardEvent[], type: string): readonly string[] {
  return log.filter((event) => event.type === type).flatMap(({ id, taskId }) => taskId ?? id ?? []);
}

function openApprovals(log: readonly HeardEvent[]): readonly string[] {
  const ended = new Set(idsOf(log, 'exec_approval_resolved'));
  return idsOf(log, 'exec_approval_requested').filter((id) => !ended.has(id));
}

function checkApprovals(log: readonly HeardEvent[]): void {
  const requested = idsOf(log, 'exec_approval_requested');
  expect(requested.length).toBeGreaterThan(0);
  expect(new Set(requested).size).toBe(requested.length);
  expect(idsOf(log, 'exec_approval_resolved').toSorted()).toEqual(requested.toSorted());
}

function checkTasks(log: readonly HeardEvent[], asked: readonly Asked[]): void {
  const ids = asked.map(({ taskId }) => taskId);
  expect(idsOf(log, 'task_settled').toSorted()).toEqual(ids.toSorted());
}
