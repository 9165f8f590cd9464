import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Failure } from '../../domain/failure.ts';
import { createRecordingLog } from '../../domain/port/recording-log.fixture.ts';
import { createRecordingHearing } from '../recording-hearing.fixture.ts';
import { createGatewayEar } from './gateway-ear.ts';
import { createScriptedConnection } from './scripted-connection.fixture.ts';

const CUT = new Failure('connection_lost', 'cut', { retryable: true });
const REFUSED = new Failure('gateway_unauthorized', 'no', { retryable: false });

/** What no gateway shows at will; everything else is in the ear's contract suite. */
function createWorld({ chance = 0.999 } = {}) {
  let failure: Failure | undefined;
  const connection = createScriptedConnection({
    async 'sessions.subscribe'() {
      // As on a wire, the answer takes its time.
      await Promise.resolve();
      if (failure) throw failure;
      return { subscribed: true };
    },
  });
  const log = createRecordingLog();
  const ear = createGatewayEar({ connect: () => connection, log, chance: () => chance });
  const hearing = createRecordingHearing();
  const stop = ear.listen('home', hearing);
  return {
    ear,
    hearing,
    stop,
    log,
    connection,
    fail: (with_?: Failure) => (failure = with_),
    attempts: () => connection.requests.length,
    pass: (ms: number) => vi.advanceTimersByTimeAsync(ms),
  };
}

const changed = { event: 'sessions.changed', payload: { sessionKey: 's' } };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('an ear', () => {
  it('keeps what comes before it is connected, and tells it afterwards', async () => {
    const { hearing, connection, pass } = createWorld();
    connection.emit(changed);
    expect(hearing.calls).toEqual([]);
    await pass(0);
    connection.emit(changed);
    expect(hearing.calls).toEqual(['connected', 'news', 'news']);
  });

  it('tries again soon after a wire broke, then ever less often', async () => {
    const { hearing, connection, fail, attempts, pass } = createWorld();
    await pass(0);
    fail(CUT);
    connection.lose(CUT);
    for (const [i, wait] of [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000].entries()) {
      expect(attempts()).toBe(i + 1);
      await pass(wait);
    }
    fail(undefined);
    await pass(20_000);
    expect(hearing.calls).toEqual(['connected', 'lost', 'connected']);
    connection.lose(CUT);
    const before = attempts();
    await pass(250);
    expect(attempts()).toBe(before + 1);
  });

  it('does not hurry to a wire that breaks again and again', async () => {
    const { connection, attempts, pass } = createWorld();
    await pass(0);
    for (const wait of [250, 500, 1_000]) {
      connection.lose(CUT);
      const before = attempts();
      await pass(wait * 0.9);
      expect(attempts()).toBe(before);
      await pass(wait * 0.1);
      expect(attempts()).toBe(before + 1);
    }
  });

  it('says nothing more to who stops in the middle of its news', async () => {
    const connection = createScriptedConnection({ 'sessions.subscribe': () => ({}) });
    const ear = createGatewayEar({ connect: () => connection, log: createRecordingLog(), chance: () => 0 });
    const hearing = createRecordingHearing();
    const stop = ear.listen('home', { ...hearing, onConnected: () => stop() });
    connection.emit(changed);
    await vi.advanceTimersByTimeAsync(0);
    expect(hearing.calls).toEqual([]);
  });

  it('tells and logs a loss once, and again when its reason is another', async () => {
    const { hearing, connection, fail, log, pass } = createWorld();
    await pass(0);
    fail(CUT);
    connection.lose(CUT);
    await pass(60_000);
    expect(hearing.losses).toMatchObject([{ code: 'connection_lost' }]);
    fail(REFUSED);
    await pass(10_000);
    expect(hearing.losses).toMatchObject([{ code: 'connection_lost' }, { code: 'gateway_unauthorized' }]);
    expect(log.lines.map(({ level }) => level)).toEqual(['info', 'warn', 'warn']);
  });

  it('does not hurry where only a person can help', async () => {
    const { fail, connection, attempts, pass } = createWorld({ chance: 0 });
    await pass(0);
    fail(REFUSED);
    connection.lose(REFUSED);
    await pass(29_999);
    expect(attempts()).toBe(1);
    await pass(1);
    expect(attempts()).toBe(2);
  });

  it('takes the first word for the cause when a wire breaks in the middle of an attempt', async () => {
    const { hearing, connection, fail, attempts, pass } = createWorld();
    fail(REFUSED);
    connection.lose(CUT);
    await pass(0);
    expect(hearing.losses).toMatchObject([{ code: 'connection_lost' }]);
    await pass(250);
    expect(attempts()).toBe(2);
  });

  it('is not connected by an answer behind which the wire broke', async () => {
    const { hearing, connection, pass } = createWorld();
    connection.lose(CUT);
    await pass(0);
    expect(hearing.calls).toEqual(['lost']);
  });

  it('drops what it kept when the wire breaks first', async () => {
    const { hearing, connection, pass } = createWorld();
    connection.emit(changed);
    connection.lose(CUT);
    await pass(250);
    expect(hearing.calls).toEqual(['lost', 'connected']);
  });

  it.each(['stop', 'close'] as const)('is silent after %s', async (how) => {
    const { hearing, connection, ear, stop, attempts, pass } = createWorld();
    await pass(0);
    connection.lose(CUT);
    if (how === 'stop') stop();
    else await ear.close();
    connection.emit(changed);
    connection.lose(REFUSED);
    await pass(60_000);
    expect(hearing.calls).toEqual(['connected', 'lost']);
    expect(attempts()).toBe(1);
  });
});
