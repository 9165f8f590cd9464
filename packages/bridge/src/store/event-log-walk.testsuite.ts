import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aMessageEvent, aRequestEvent, aResolutionEvent } from '../domain/event.fixture.ts';
import type { NewEvent } from '../domain/event.ts';
import type { Store } from '../domain/port/store.ts';
import { aNewTask } from '../domain/task.fixture.ts';
import type { StoreSetup } from './task-store.testsuite.ts';
import { twoStores } from './two-stores.testsuite.ts';

const GATEWAY = 'ws://127.0.0.1:18789';

const anyStore = fc.nat({ max: 1 });
const anyEvent = fc.record({
  kind: fc.constantFrom('message', 'exec request', 'exec end', 'plugin request', 'plugin end'),
  id: fc.nat({ max: 5 }).map(String),
});

/** What processes may do to a log, in any order. */
const anyStep = fc.oneof(
  fc.record({
    kind: fc.constant('append'),
    store: anyStore,
    events: fc.array(anyEvent, { maxLength: 6 }),
    marked: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('both append'),
    events: fc.tuple(fc.array(anyEvent, { maxLength: 6 }), fc.array(anyEvent, { maxLength: 6 })),
  }),
  fc.record({ kind: fc.constant('end a task'), store: anyStore, session: fc.nat({ max: 2 }) }),
  fc.record({
    kind: fc.constant('prune'),
    store: anyStore,
    keep: fc.nat({ max: 12 }),
    limit: fc.integer({ min: 1, max: 6 }),
  }),
);
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

interface Expected {
  readonly cursor: number;
  readonly name: string;
  readonly sessionKey: string;
}

/** Two processes on one log, and what must be true of it after each step they take. */
function createWalk(stores: readonly Store[], instance: string, begun: number) {
  let log: readonly Expected[] = [];
  let newest = begun;
  let open: readonly string[] = [];
  let mark: string | undefined;
  let marks = 0;
  let tasks = 0;

  const events = (store: number) => stores[store]!.events;
  const sessionKeyOf = (session: number) => `agent:main:${instance}:s${session}`;
  const nameOf = ({ type, id }: Pick<NewEvent, 'type' | 'id'>) => `${type} ${id}`;
  const made = ({ kind, id }: typeof anyEvent extends fc.Arbitrary<infer T> ? T : never): NewEvent => {
    // One happening is told alike by everybody who heard it.
    const over = { instance, sessionKey: sessionKeyOf(Number(id) % 3) };
    if (kind === 'message') return aMessageEvent({ ...over, id });
    const approval = kind.startsWith('exec') ? 'exec' : 'plugin';
    return kind.endsWith('request')
      ? aRequestEvent(approval, id, over)
      : aResolutionEvent(approval, id, over);
  };

  return { step, check };

  async function step(one: Step): Promise<void> {
    if (one.kind === 'append') return await append(one.store, one.events.map(made), one.marked);
    if (one.kind === 'both append') return await bothAppend(one.events.map((some) => some.map(made)));
    if (one.kind === 'end a task') return await endTask(one.store, sessionKeyOf(one.session));
    return await prune(one.store, one.keep, one.limit);
  }

  async function append(store: number, some: readonly NewEvent[], marked: boolean): Promise<void> {
    if (marked) mark = `mark${++marks}`;
    const moved = { instance, gateway: GATEWAY, sessionKey: 's', ...(marked ? { messageId: mark! } : {}) };
    const count = await (marked ? events(store).append(some, moved) : events(store).append(some));
    expect(count).toBe(expectNew(some));
  }

  /** Whose events came first, only the log knows: both orders are right, and nothing between. */
  async function bothAppend(both: readonly (readonly NewEvent[])[]): Promise<void> {
    const counts = await Promise.all(both.map((some, store) => events(store).append(some)));
    const written = await events(0).read({ after: newest, limit: 1_000, withRaw: false });
    const names = written.map(nameOf);
    const [first = [], second = []] = both;
    const before = { log, newest, open };
    const inOrder = expectNew(first) + expectNew(second);
    if (JSON.stringify(log.slice(log.length - inOrder).map(({ name }) => name)) !== JSON.stringify(names)) {
      ({ log, newest, open } = before);
      expectNew(second);
      expectNew(first);
    }
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(written.length);
  }

  async function endTask(store: number, sessionKey: string): Promise<void> {
    const id = `${instance}-t${++tasks}`;
    await stores[store]!.tasks.add(aNewTask({ id, instance, sessionKey }));
    await stores[store]!.tasks.cancel(id, 'owner', 1_500);
    log = [...log, { cursor: ++newest, name: `task_settled ${id}`, sessionKey }];
  }

  async function prune(store: number, keep: number, limit: number): Promise<void> {
    const gone = log.slice(0, Math.min(limit, Math.max(0, log.length - keep)));
    expect(await events(store).prune({ before: 0, keep, limit })).toBe(gone.length);
    log = log.slice(gone.length);
    open = open.filter((name) => !gone.some((one) => one.name === name));
  }

  /** What the log must hold once these are appended; returns how many of them are new. */
  function expectNew(some: readonly NewEvent[]): number {
    const before = newest;
    for (const event of some) {
      const name = nameOf(event);
      if (log.some((one) => one.name === name)) continue;
      const end = name.replace('requested', 'resolved');
      if (end !== name && !log.some((one) => one.name === end)) open = [...open, name];
      open = open.filter((one) => one.replace('requested', 'resolved') !== name);
      log = [...log, { cursor: ++newest, name, sessionKey: event.sessionKey ?? '' }];
    }
    return newest - before;
  }

  async function check(): Promise<void> {
    for (const { events: seen } of stores) {
      const page = await seen.read({ after: 0, limit: 1_000, withRaw: false });
      expect(
        page.map((one) => ({ cursor: one.cursor, name: nameOf(one), sessionKey: one.sessionKey })),
      ).toEqual(log);
      expect((await seen.openApprovals(instance)).map(nameOf)).toEqual(open);
      expect(await seen.extent()).toMatchObject({ oldest: log[0]?.cursor ?? newest + 1, newest });
      const sessions = mark === undefined ? [] : [{ sessionKey: 's', messageId: mark }];
      expect(await seen.marks({ instance, gateway: GATEWAY })).toEqual({ sessions });
    }
    const sessionKey = sessionKeyOf(1);
    const half = log[Math.floor(log.length / 2)]?.cursor ?? 0;
    const some = await events(0).read({ after: half, limit: 3, sessionKey, withRaw: true });
    const expected = log.filter((one) => one.sessionKey === sessionKey && one.cursor > half).slice(0, 3);
    expect(some.map(({ cursor }) => cursor)).toEqual(expected.map(({ cursor }) => cursor));
  }
}

/** Whatever processes do, in any order: what the house relies on stays true. */
export function describeEventLogWalk(name: string, setup: () => Promise<StoreSetup>): void {
  describe(`EventLog under processes that do anything in any order: ${name}`, () => {
    const stores = twoStores(setup);
    let walks = 0;

    it('holds everything once, in the order of writing, without a hole, until it is the oldest', async () => {
      const anyWalk = fc.array(anyStep, { minLength: 5, maxLength: 20, size: 'max' });
      await fc.assert(
        fc.asyncProperty(anyWalk, async (steps) => {
          const { events } = stores[0]!;
          await events.prune({ before: 0, keep: 0, limit: 1_000 });
          const walk = createWalk(stores, `walk${++walks}`, (await events.extent()).newest);
          for (const one of steps) {
            await walk.step(one);
            await walk.check();
          }
        }),
        { numRuns: 20 },
      );
    });
  });
}
