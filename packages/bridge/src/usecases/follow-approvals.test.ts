import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anApproval } from '../domain/approval.fixture.ts';
import type { Resolution } from '../domain/approval.ts';
import { Failure } from '../domain/failure.ts';
import type { EventLog } from '../domain/port/event-log.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createScriptedGateway, type ScriptedGateway } from '../domain/port/scripted-gateway.fixture.ts';
import { createSteppedClock, type SteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { createBackground } from './background.ts';
import { followApprovals, type FollowApprovalsDeps } from './follow-approvals.ts';
import { watched } from './watched-background.fixture.ts';

const HOME = 'agent:main:home';
const NOT_NOW = new Failure('gateway_refused', 'Not now.', { retryable: true });

let temp: TempStore;
let gateway: ScriptedGateway;
let clock: SteppedClock;
let log: EventLog;

beforeEach(() => {
  temp = createTempStore();
  gateway = createScriptedGateway();
  clock = createSteppedClock();
  log = temp.open().events;
});
afterEach(() => temp.discard());

function following(over: Partial<FollowApprovalsDeps> = {}) {
  const { background, quiet } = watched(createBackground(createRecordingLog()));
  const follower = followApprovals({ ...gateway, log, clock, background, instance: 'home', ...over });
  return {
    ...follower,
    quiet,
    async lookBack(since = 0) {
      follower.lookBack(since);
      await quiet();
    },
  };
}

function anEnd(over: Partial<Resolution> = {}): Resolution {
  return { instance: 'home', kind: 'exec', id: 'approval-1', decision: 'deny', at: 2_000, raw: {}, ...over };
}

const events = () => log.read({ after: 0, limit: 1_000, withRaw: false });
const logged = async () =>
  (await events()).map(({ type, id }) => `${id} ${type.endsWith('requested') ? 'asked' : 'ended'}`);

/** It asked, and the gateway has nothing to say of it any more. */
async function forgotten(expiresAt: number, follower = following()) {
  follower.hearRequest(anApproval({ expiresAt }));
  await follower.lookBack();
  return follower;
}

describe('an approval the gateway knows nothing of', () => {
  it('is open until it expires: it may be that of another gateway of the same name', async () => {
    const { quiet } = await forgotten(clock.now() + 60_000);
    expect(await logged()).toEqual(['approval-1 asked']);
    clock.advance(59_999);
    await quiet();
    expect(await logged()).toEqual(['approval-1 asked']);
    clock.advance(5_000);
    await quiet();
    expect((await events()).at(-1)).toMatchObject({ resolution: { status: 'unknown' } });
    expect(clock.waiting()).toBe(0);
  });

  it.each([Number.MAX_SAFE_INTEGER, 999_999])(
    'ends at once when it never expires, or has: %i',
    async (at) => {
      await forgotten(at);
      expect(await logged()).toEqual(['approval-1 asked', 'approval-1 ended']);
    },
  );

  it('is not looked for while the gateway is gone', async () => {
    const { pause } = await forgotten(clock.now() + 60_000);
    expect(clock.waiting()).toBe(1);
    pause();
    expect(clock.waiting()).toBe(0);
  });
});

describe('an end that is heard before the request', () => {
  it('is logged after the request, both with their channel', async () => {
    gateway.give(HOME, { channel: 'telegram', to: 'ada' });
    gateway.request(anApproval());
    gateway.end(anEnd());
    const { hearEnd, quiet } = following();
    hearEnd(anEnd());
    await quiet();
    expect(await events()).toMatchObject([
      { approval: { id: 'approval-1', channel: 'telegram' } },
      { resolution: { id: 'approval-1', channel: 'telegram' } },
    ]);
  });

  it('is logged alone when the gateway cannot tell the request', async () => {
    const { hearEnd, quiet } = following();
    gateway.failNext('ended');
    hearEnd(anEnd());
    hearEnd(anEnd({ id: 'other' }));
    await quiet();
    expect(await logged()).toEqual(['approval-1 ended', 'other ended']);
  });

  it('is not asked about when the request was heard', async () => {
    const { hearRequest, hearEnd, quiet } = following();
    hearRequest(anApproval());
    hearEnd(anEnd());
    hearEnd(anEnd());
    await quiet();
    expect(await logged()).toEqual(['approval-1 asked', 'approval-1 ended']);
    expect(gateway.asked).toEqual([]);
  });
});

describe('what the log deleted for its number', () => {
  it('is not logged again; what ended later and was missed is', async () => {
    const follower = following();
    for (const [id, at] of [
      ['old', 2_000],
      ['new', 3_000],
    ] as const) {
      gateway.request(anApproval({ id, createdAt: at - 500 }));
      gateway.end(anEnd({ id, at }));
    }
    await follower.lookBack();
    await log.prune({ before: 0, keep: 1, limit: 100 });
    gateway.request(anApproval({ id: 'missed' }));
    gateway.end(anEnd({ id: 'missed', at: 4_000 }));
    await follower.lookBack();
    expect(await logged()).toEqual(['new ended', 'missed asked', 'missed ended']);
  });
});

describe('one call that fails', () => {
  it('does not keep the other approvals, and is made again', async () => {
    for (const id of ['one', 'two']) gateway.request(anApproval({ id }));
    const first = following();
    await first.lookBack();
    gateway.end(anEnd({ id: 'one' }), { remembered: false });
    gateway.end(anEnd({ id: 'two' }), { remembered: false });
    gateway.request(anApproval({ id: 'three' }));
    gateway.failNext('ended');
    const refusals = [NOT_NOW];
    const outcome: FollowApprovalsDeps['approvals']['outcome'] = async ({ id }) => {
      const refusal = refusals.pop();
      if (refusal) throw refusal;
      return anEnd({ id });
    };
    const { lookBack, quiet } = following({ approvals: { ...gateway.approvals, outcome } });
    await lookBack();
    const before = ['one asked', 'two asked', 'three asked', 'two ended'];
    expect(await logged()).toEqual(before);
    clock.advance(2_000);
    await quiet();
    expect(await logged()).toEqual([...before, 'one ended']);
  });

  it('that would list what waits does not keep what has ended, nor end what may wait', async () => {
    const { hearRequest, lookBack } = following();
    hearRequest(anApproval({ id: 'open', expiresAt: 0 }));
    gateway.request(anApproval({ id: 'missed' }));
    gateway.end(anEnd({ id: 'missed' }));
    gateway.failNext('pending');
    await lookBack();
    expect(await logged()).toEqual(['open asked', 'missed asked', 'missed ended']);
  });

  it('is the last one when the gateway is gone', async () => {
    gateway.request(anApproval());
    const { pause, lookBack } = following({
      approvals: {
        ...gateway.approvals,
        async pending(instance) {
          pause();
          return await gateway.approvals.pending(instance);
        },
      },
    });
    await lookBack();
    expect(gateway.asked).toEqual(['pending']);
    expect(await logged()).toEqual([]);
  });
});

describe('the channel of an approval', () => {
  const refusing = (failures: Failure[]): FollowApprovalsDeps['conversations'] => ({
    async session(place) {
      const failure = failures.pop();
      if (failure) throw failure;
      return await gateway.conversations.session(place);
    },
  });

  it('is asked for again when the gateway says "not now"', async () => {
    gateway.give(HOME, { channel: 'telegram', to: 'ada' });
    gateway.request(anApproval());
    const { hearRequest, quiet } = following({ conversations: refusing([NOT_NOW]) });
    hearRequest(anApproval());
    await quiet();
    expect(await logged()).toEqual([]);
    clock.advance(2_000);
    await quiet();
    expect(await events()).toMatchObject([{ approval: { channel: 'telegram' } }]);
  });

  it('is left out when the gateway does not tell it', async () => {
    const refused = new Failure('gateway_forbidden', 'Not for you.');
    const { hearRequest, quiet } = following({ conversations: refusing([refused]) });
    hearRequest(anApproval());
    await quiet();
    expect(await logged()).toEqual(['approval-1 asked']);
  });
});
