import { aGuest, anOwner } from '../domain/principal.fixture.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TaskStore } from '../domain/port/task-store.ts';
import { OWNER } from '../domain/principal.ts';
import { aNewTask } from '../domain/task.fixture.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { createListTasks, type ListRequest } from './list-tasks.ts';

let temp: TempStore;
let store: TaskStore;

beforeEach(() => {
  temp = createTempStore();
  store = temp.open().tasks;
});
afterEach(() => temp.discard());

const list = (over: Partial<ListRequest> = {}) => createListTasks({ store })({ principal: OWNER, ...over });

describe('listTasks', () => {
  it('lists the newest first, without their texts, and counts by status', async () => {
    const [a, b] = [aNewTask(), aNewTask()];
    for (const task of [a, b]) await store.add(task);
    await store.cancel(a.id, OWNER.id, 5);
    const { tasks, counts } = await list();
    expect(tasks.map(({ id }) => id)).toEqual([b.id, a.id]);
    expect(tasks[0]).not.toHaveProperty('message');
    expect(counts).toEqual({ pending: 1, running: 0, completed: 0, failed: 0, cancelled: 1 });
  });

  it.each([
    ['state', { status: 'cancelled' }],
    ['conversation', { sessionId: 'notes' }],
    ['instance', { instance: 'lab' }],
  ] as const)('narrows the list to one %s, and still counts everything', async (_, filter) => {
    const wanted = aNewTask({ sessionId: 'notes', instance: 'lab' });
    for (const task of [wanted, aNewTask()]) await store.add(task);
    await store.cancel(wanted.id, OWNER.id, 5);
    const { tasks, counts } = await list(filter);
    expect(tasks.map(({ id }) => id)).toEqual([wanted.id]);
    expect(counts).toMatchObject({ pending: 1, cancelled: 1 });
  });

  it('shows a hundred at the most; the counts cover the rest, and a cursor leads to them', async () => {
    await Promise.all(Array.from({ length: 120 }, () => store.add(aNewTask())));
    const { tasks, counts, nextCursor } = await list({ limit: 1_000 });
    expect(tasks).toHaveLength(100);
    expect(counts.pending).toBe(120);
    const rest = await list({ cursor: nextCursor });
    expect(rest.tasks).toHaveLength(20);
    expect(rest.nextCursor).toBeUndefined();
  });

  it('shows nobody the tasks of somebody else', async () => {
    await store.add(aNewTask());
    const { tasks, counts } = await list({ principal: aGuest() });
    expect(tasks).toEqual([]);
    expect(counts.pending).toBe(0);
  });

  it('shows none to somebody who may not look, and none of sessions he may not touch', async () => {
    await expect(list({ principal: anOwner([]) })).rejects.toMatchObject({ code: 'not_allowed' });
    const [mine, other] = [aNewTask({ sessionKey: 'notes' }), aNewTask({ sessionKey: 'other' })];
    for (const task of [mine, other]) await store.add(task);
    const { tasks } = await list({ principal: anOwner(['read'], { sessionPrefixes: ['notes'] }) });
    expect(tasks.map(({ id }) => id)).toEqual([mine.id]);
  });
});
