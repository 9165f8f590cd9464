import * as wire from '@clawbridge/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anApproval } from '../domain/approval.fixture.ts';
import { anEndpointReport } from '../domain/endpoint.fixture.ts';
import { Failure, type FailureCode } from '../domain/failure.ts';
import type { InstanceReport } from '../domain/instance-report.ts';
import type { Store } from '../domain/port/store.ts';
import { aGuest, anOwner } from '../domain/principal.fixture.ts';
import { aNewTask } from '../domain/task.fixture.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { createConsoleWorld, PAGE } from './console.fixture.ts';

let temp: TempStore;
let store: Store;
let world: ReturnType<typeof createConsoleWorld>;

beforeEach(() => {
  temp = createTempStore();
  store = temp.open();
  world = createConsoleWorld(store);
});
afterEach(() => temp.discard());

const get = async (path: string) => await (await world.ask('GET', path)).json();
const codeOf = async (response: Response) => wire.problem.parse(await response.json()).error.code;

describe('the console', () => {
  it('is for nobody without the scope admin', async () => {
    for (const path of ['overview', 'tasks', 'approvals', 'endpoints', 'people', 'events', 'charts', 'x']) {
      const response = await world.ask('GET', path, { as: anOwner(['read', 'chat', 'approve']) });
      expect([path, response.status]).toEqual([path, 403]);
      expect(await codeOf(response)).toBe('not_allowed');
    }
  });

  it('says what it does not have, and what a part of it cannot do', async () => {
    expect((await world.ask('GET', 'nothing')).status).toBe(404);
    expect((await world.ask('GET', 'toString')).status).toBe(404);
    const response = await world.ask('DELETE', 'charts');
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
  });

  it('changes nothing for what a form on a page of others could send', async () => {
    const headers = { 'content-type': 'text/plain' };
    const response = await world.ask('POST', 'people', { json: { name: 'bob' }, headers });
    expect(response.status).toBe(415);
    expect((await world.ask('DELETE', 'people/x', { headers })).status).toBe(415);
    expect(await store.webUsers.list()).toEqual([]);
  });

  it('refuses a body that is not as expected, or far too long', async () => {
    expect((await world.ask('POST', 'people', { json: { name: 7 } })).status).toBe(400);
    expect((await world.ask('POST', 'people', { json: { name: 'x'.repeat(20_000) } })).status).toBe(413);
  });

  it.each<[FailureCode, number]>([
    ['store_unavailable', 503],
    ['gateway_forbidden', 502],
    ['invalid_input', 400],
    ['internal', 500],
  ])('calls %s %i, and keeps what went wrong inside to the log', async (code, status) => {
    world.gateway.failNext('pending', new Failure(code, 'the very reason', { hint: 'what to do' }));
    world.gateway.request(anApproval());
    const response = await world.ask('POST', 'approvals', {
      json: { instance: 'home', kind: 'exec', id: 'approval-1', decision: 'deny' },
    });
    expect(response.status).toBe(status);
    const { error } = wire.problem.parse(await response.json());
    expect(error.message === 'the very reason').toBe(code !== 'internal');
    expect(world.log.lines.map(({ message }) => message)).toEqual(
      code === 'internal' ? ['the very reason'] : [],
    );
  });
});

describe('the overview', () => {
  it('shows instances with what they have to do, and links', async () => {
    await store.tasks.add(aNewTask({ instance: 'work', principal: 'bob' }));
    await store.links.take('default', 'node-1', world.clock.now(), world.clock.now() + 15_000);
    world.reports.set('work', {
      failure: new Failure('gateway_unreachable', 'Nobody answers.', { hint: 'Start it.' }),
    });
    const overview = wire.overview.parse(await get('overview'));
    expect(overview).toMatchObject({
      version: '1.2.3',
      readiness: { isReady: true },
      instances: [
        { name: 'home', health: 'well', latencyMs: 3, running: 0, pending: 0 },
        {
          name: 'work',
          health: 'away',
          pending: 1,
          trouble: { code: 'gateway_unreachable', message: 'Nobody answers.', hint: 'Start it.' },
        },
      ],
      links: [{ name: 'default', isConnected: true }],
    });
  });

  it('does not wait for an instance that does not answer', async () => {
    let answer: (report: InstanceReport) => void = () => {};
    world.reports.set('work', new Promise<InstanceReport>((resolve) => (answer = resolve)));
    const waiting = world.clock.waiting();
    const asked = get('overview');
    await expect.poll(() => world.clock.waiting()).toBeGreaterThan(waiting);
    world.clock.advance(2_000);
    const [home, work] = wire.overview.parse(await asked).instances;
    expect([home?.health, work?.health]).toEqual(['well', undefined]);
    answer({ outlet: 'http', warning: new Failure('endpoint_missing', 'Only HTTP.') });
    await expect
      .poll(async () => wire.overview.parse(await get('overview')).instances[1]?.health)
      .toBe('limping');
  });
});

describe('tasks', () => {
  it('of everybody are listed with how they begin, also by status and page by page', async () => {
    for (const [principal, message] of [
      ['owner', 'first'],
      ['bob', 'x'.repeat(1_000)],
    ] as const)
      await store.tasks.add(aNewTask({ principal, message }));
    const cancelled = aNewTask({ principal: 'carol' });
    await store.tasks.add(cancelled);
    await store.tasks.cancel(cancelled.id, 'carol', 5);
    const all = wire.taskList.parse(await get('tasks'));
    expect(all.tasks.map(({ principal, opening }) => [principal, opening.length])).toEqual([
      ['carol', 5],
      ['bob', 300],
      ['owner', 5],
    ]);
    expect(all.counts).toMatchObject({ pending: 2, cancelled: 1 });
    const pending = wire.taskList.parse(await get('tasks?status=pending'));
    expect(pending.tasks.map(({ principal }) => principal)).toEqual(['bob', 'owner']);
    for (let made = 0; made < 50; made++) await store.tasks.add(aNewTask());
    const { nextCursor = '' } = wire.taskList.parse(await get('tasks'));
    const rest = wire.taskList.parse(await get(`tasks?cursor=${nextCursor}`));
    expect(rest.tasks.at(-1)?.opening).toBe('first');
  });

  it('are not listed by what is no status and no cursor', async () => {
    expect((await world.ask('GET', 'tasks?status=lost')).status).toBe(400);
    expect((await world.ask('GET', 'tasks?cursor=x')).status).toBe(400);
  });

  it('of others are cancelled by the owner, and that is noted', async () => {
    const task = aNewTask({ principal: 'bob' });
    await store.tasks.add(task);
    const response = await world.ask('POST', `tasks/${task.id}/cancel`);
    expect(wire.taskRow.parse(await response.json())).toMatchObject({ id: task.id, status: 'cancelled' });
    expect(world.deeds).toEqual([
      { principal: 'owner', action: 'task:cancel', target: task.id, outcome: 'ok' },
    ]);
  });

  it('that are over or unknown cannot be cancelled, which is noted too', async () => {
    const task = aNewTask();
    await store.tasks.add(task);
    await world.ask('POST', `tasks/${task.id}/cancel`);
    expect((await world.ask('POST', `tasks/${task.id}/cancel`)).status).toBe(409);
    expect((await world.ask('POST', 'tasks/nobody/cancel')).status).toBe(404);
    expect((await world.ask('POST', `tasks/${task.id}`)).status).toBe(404);
    expect(world.deeds.map(({ reason }) => reason)).toEqual([undefined, 'not_cancellable', 'unknown_task']);
  });

  it('in sessions the principal may not touch are neither shown nor cancelled', async () => {
    const task = aNewTask({ sessionKey: 'agent:main:secret' });
    await store.tasks.add(task);
    const as = anOwner(['read', 'chat', 'admin'], { sessionPrefixes: ['notes'] });
    const list = wire.taskList.parse(await (await world.ask('GET', 'tasks', { as })).json());
    expect(list.tasks).toEqual([]);
    expect((await world.ask('POST', `tasks/${task.id}/cancel`, { as })).status).toBe(404);
  });
});

describe('approvals', () => {
  it('are listed and decided; the answer is what waits then', async () => {
    world.gateway.request(anApproval({ id: 'a' }));
    world.gateway.request(anApproval({ id: 'b', createdAt: 2_000 }));
    const list = wire.approvalList.parse(await get('approvals'));
    expect(list.approvals.map(({ id, what }) => [id, what])).toEqual([
      ['a', 'touch x'],
      ['b', 'touch x'],
    ]);
    const verdict: wire.Verdict = { instance: 'home', kind: 'exec', id: 'a', decision: 'allow-once' };
    const left = wire.approvalList.parse(
      await (await world.ask('POST', 'approvals', { json: verdict })).json(),
    );
    expect(left.approvals.map(({ id }) => id)).toEqual(['b']);
  });

  it('are not decided in a way that is not on offer', async () => {
    world.gateway.request(anApproval({ id: 'a' }));
    const verdict: wire.Verdict = { instance: 'home', kind: 'exec', id: 'a', decision: 'allow-always' };
    const response = await world.ask('POST', 'approvals', { json: verdict });
    expect([response.status, await codeOf(response)]).toEqual([400, 'invalid_input']);
  });
});

describe('endpoints', () => {
  it('are shown as their holder tells of them', async () => {
    const now = world.clock.now();
    await store.endpoints.hold({ holder: 'node-1', ids: ['e1'], now, until: now + 15_000 });
    const trouble = {
      reason: 'auth_failed',
      message: 'Refused.',
      hint: 'Copy a new address.',
      at: 5,
    } as const;
    await store.endpoints.report('e1', 'node-1', anEndpointReport({ status: 'waiting', trouble }), now);
    const { endpoints } = wire.endpointList.parse(await get('endpoints'));
    expect(endpoints).toMatchObject([{ name: 'kitchen', isHeld: true, status: 'waiting', trouble }]);
  });
});

describe('people', () => {
  it('are invited with a link to the page the owner looks at, and revoked', async () => {
    const response = await world.ask('POST', 'people', { json: { name: 'Bob' } });
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { link, name } = wire.invited.parse(await response.json());
    expect([link.startsWith(`${PAGE}/#invite=secret`), name]).toEqual([true, 'Bob']);
    const [bob] = wire.peopleList.parse(await get('people')).people;
    const left = await world.ask('DELETE', `people/${bob?.id ?? ''}`, { json: {} });
    expect(wire.peopleList.parse(await left.json()).people).toEqual([]);
    expect(world.deeds.map(({ action, target }) => [action, target])).toEqual([
      ['invite:create', bob?.id],
      ['invite:revoke', bob?.id],
    ]);
  });

  it('need a name that can be one, and are known when they are revoked', async () => {
    expect((await world.ask('POST', 'people', { json: { name: 'two words' } })).status).toBe(400);
    expect((await world.ask('DELETE', 'people/nobody')).status).toBe(404);
    expect((await world.ask('DELETE', 'people')).status).toBe(404);
    expect((await world.ask('POST', 'people', { as: aGuest(), json: { name: 'eve' } })).status).toBe(200);
  });
});

describe('charts', () => {
  it('have every step of a day, the present one last', async () => {
    const task = aNewTask();
    await store.tasks.add(task);
    await store.tasks.cancel(task.id, 'owner', world.clock.now());
    const { steps, stepMs } = wire.charts.parse(await get('charts?range=day'));
    expect([steps.length, stepMs]).toEqual([24, 3_600_000]);
    expect(steps.at(-1)).toMatchObject({ cancelled: 1, completed: 0 });
    expect(steps.slice(0, -1).every(({ cancelled }) => cancelled === 0)).toBe(true);
  });

  it.each(['charts?range=year', 'charts?offset=9999', 'charts?offset=x'])('refuse %s', async (path) => {
    expect((await world.ask('GET', path)).status).toBe(400);
  });
});
