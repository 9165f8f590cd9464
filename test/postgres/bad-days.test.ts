import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../packages/bridge/src/domain/port/store.ts';
import type { EventType } from '../../packages/bridge/src/domain/event.ts';
import { aMessageEvent } from '../../packages/bridge/src/domain/event.fixture.ts';
import { aNewTask } from '../../packages/bridge/src/domain/task.fixture.ts';
import { openPostgresStore } from '../../packages/bridge/src/store/postgres/open-store.ts';
import { startPostgres, type PostgresServer } from './server.ts';

const GATEWAY = 'http://127.0.0.1:18789';
/** Short, so that what a lost claim has begun is soon taken over. */
const LEASE_MS = 1_000;

let server: PostgresServer;
let stores: Store[];

beforeAll(async () => {
  server = await startPostgres();
  stores = await Promise.all(Array.from({ length: 4 }, () => openPostgresStore(server.urlOf('postgres'))));
});
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await server.discard();
});

describe('a database that crashes while four processes work', () => {
  it('loses nothing that was acknowledged, settles and records nothing twice, and all go on by themselves', async () => {
    const acknowledged = new Set<string>();
    const settled: string[] = [];
    const heard = new Set<string>();
    let isOver = false;
    const reached = milestones(() => acknowledged.size);

    const add = async ({ tasks }: Store, name: string) => {
      for (let i = 0; !isOver; i++) {
        const id = `${name}-${i}`;
        await tasks.add(aNewTask({ id, sessionKey: `${name}-${i % 20}`, gateway: GATEWAY, notify: ['ops'] }));
        acknowledged.add(id);
        reached.look();
      }
    };
    const work = async ({ tasks }: Store, worker: string) => {
      while (settled.length < acknowledged.size || !isOver) {
        const now = Date.now();
        const claim = {
          worker,
          instance: 'home',
          gateway: GATEWAY,
          limit: 5,
          now,
          leaseUntil: now + LEASE_MS,
        };
        const held = [...(await tasks.claim(claim)), ...(await tasks.takeOver(claim))];
        await Promise.all(
          held.map(async ({ id }) => {
            if (await tasks.settle(id, worker, { status: 'completed', answer: { text: 'pong' } }, now))
              settled.push(id);
          }),
        );
      }
    };

    /** All hear the same, and each something of its own. */
    const hear = async ({ events }: Store, name: string) => {
      for (let i = 0; !isOver; i++) {
        const own = aMessageEvent({ id: `${name}-${i}` });
        await events.append([aMessageEvent({ id: `all-${i}` }), own], {
          instance: 'home',
          gateway: GATEWAY,
          sessionKey: name,
          messageId: own.id,
        });
        heard.add(`all-${i}`).add(own.id);
      }
    };

    const adding = stores.map((store, i) => add(store, `a${i}`));
    const working = stores.map((store, i) => work(store, `w${i}`));
    const hearing = stores.map((store, i) => hear(store, `h${i}`));
    for (const count of [300, 600]) {
      await reached.atLeast(count);
      await server.crash();
      await server.start();
    }
    await reached.atLeast(900);
    isOver = true;
    await Promise.all([...adding, ...working, ...hearing]);

    expect(new Set(settled).size).toBe(settled.length);
    expect(settled.toSorted()).toEqual([...acknowledged].toSorted());
    const { counts } = await stores[0]!.tasks.list({ principal: 'owner', limit: 1 });
    expect(counts).toEqual({ pending: 0, running: 0, completed: acknowledged.size, failed: 0, cancelled: 0 });
    const notices = await Promise.all(settled.map((id) => stores[1]!.outbox.of(id)));
    expect(notices.every((one) => one.length === 1)).toBe(true);

    const log = await stores[2]!.events.read({ after: 0, limit: 1_000_000, withRaw: false });
    expect(log.map(({ cursor }) => cursor)).toEqual(log.map((_, i) => i + 1));
    const told = (type: EventType) => log.filter((one) => one.type === type).map(({ id }) => id);
    expect(told('task_settled').toSorted()).toEqual(settled.toSorted());
    expect(told('message').toSorted()).toEqual([...heard].toSorted());
    const { sessions } = await stores[3]!.events.marks({ instance: 'home', gateway: GATEWAY });
    for (const { sessionKey, messageId } of sessions)
      expect(told('message').findLast((id) => id.startsWith(sessionKey))).toBe(messageId);
  }, 60_000);

  it('is said to be away, with what to do, and heard again when it is back', async () => {
    const [one, other] = stores.map(({ tasks }) => tasks);
    await server.crash();
    const refused = await Promise.allSettled([
      one!.add(aNewTask()),
      one!.get('x', 'owner'),
      one!.cancel('x', 'owner', 1),
    ]);
    const away = { code: 'store_unavailable', retryable: true, hint: expect.stringContaining('by itself') };
    expect(refused).toMatchObject(refused.map(() => ({ status: 'rejected', reason: away })));
    await server.start();
    const heard = new Promise<void>((resolve) => void one!.watch(resolve));
    await other!.add(aNewTask());
    await heard;
  }, 60_000);
});

/** Wakes whoever waits for a number that only grows. */
function milestones(now: () => number) {
  const waiting = new Map<number, () => void>();
  return {
    look() {
      for (const [count, wake] of waiting) if (now() >= count) wake();
    },
    atLeast: (count: number) =>
      new Promise<void>((resolve) => {
        if (now() >= count) resolve();
        else waiting.set(count, resolve);
      }),
  };
}
