import type * as wire from '@clawbridge/wire';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../session/ask.ts';
import { createConsoleState } from './console-state.ts';
import type { Desk } from './desk.ts';
import type { Source } from './event-stream.ts';
import { createSteppedOnlooker, createSteppedTimer, settled } from './stepped-timer.fixture.ts';

const NOW = 5_000_000;

/** The state over a desk that counts what it is asked. */
function createWorld() {
  const timer = createSteppedTimer();
  const asked: string[] = [];
  const listeners = new Map<string, (event: { data?: unknown }) => void>();
  let isKnown = true;
  let signedOut = 0;
  const answer = <T>(name: string, value: T) => {
    asked.push(name);
    return isKnown ? Promise.resolve(value) : Promise.reject(new Refusal(401, 'not_signed_in', 'Who?'));
  };
  const counts = { pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0 };
  const desk: Desk = {
    overview: () => answer('overview', expect.fail('nobody looks at it')),
    tasks: () => answer('tasks', { now: NOW, tasks: [], counts }),
    cancelTask: () => expect.fail('nobody cancels'),
    approvals: () => answer('approvals', { now: NOW, approvals: [], unreachable: [] }),
    decide: () => expect.fail('nobody decides'),
    endpoints: () => answer('endpoints', { now: NOW, endpoints: [] }),
    people: () => answer('people', { now: NOW, people: [] }),
    invite: () => expect.fail('nobody invites'),
    revoke: () => expect.fail('nobody revokes'),
    charts: (range, offset) => answer(`${range} ${offset}`, { range, stepMs: 1, steps: [] }),
  };
  const state = createConsoleState({
    desk,
    timer,
    onlooker: createSteppedOnlooker(),
    openEvents: (): Source => ({
      readyState: 1,
      addEventListener: (type, listener) => void listeners.set(type, listener),
      close: () => {},
    }),
    offsetMinutes: () => 60,
    onSignedOut: () => void signedOut++,
  });
  let cursor = 0;
  return {
    state,
    timer,
    asked,
    settle: settled,
    happen(type: string) {
      const event: wire.EventRow = { cursor: ++cursor, type, instance: 'home', at: 1 };
      listeners.get('entry')?.({ data: JSON.stringify(event) });
    },
    forget: () => (isKnown = false),
    signedOut: () => signedOut,
  };
}

describe('the console', () => {
  it('reads what is looked at, and the approvals always', async () => {
    const { state, asked, settle } = createWorld();
    state.start();
    state.endpoints.start();
    await settle();
    expect(asked).toEqual(['approvals', 'endpoints']);
  });

  it('is woken by what happens: the end of a task, an approval', async () => {
    const { state, timer, asked, settle, happen } = createWorld();
    state.start();
    state.tasks.poll.start();
    await settle();
    happen('task_settled');
    happen('exec_approval_requested');
    happen('message');
    timer.advance(100);
    await settle();
    expect(asked.toSorted()).toEqual(['approvals', 'approvals', 'tasks', 'tasks']);
  });

  it('does not read tasks nobody looks at, whatever happens', async () => {
    const { state, timer, asked, settle, happen } = createWorld();
    state.start();
    await settle();
    happen('task_settled');
    timer.advance(200);
    expect(asked).toEqual(['approvals']);
  });

  it('goes by the clock of the bridge', async () => {
    const { state, timer, settle } = createWorld();
    state.start();
    await settle();
    timer.advance(1_000);
    expect(state.time.now.value).toBe(NOW + 1_000);
  });

  it('reads other charts for another period', async () => {
    const { state, asked, settle } = createWorld();
    state.charts.start();
    await settle();
    state.range.value = 'month';
    await settle();
    expect(asked).toEqual(['day 60', 'month 60']);
  });

  it('says that nobody is signed in any more', async () => {
    const { state, settle, forget, signedOut } = createWorld();
    forget();
    state.start();
    await settle();
    expect(signedOut()).toBe(1);
  });
});
