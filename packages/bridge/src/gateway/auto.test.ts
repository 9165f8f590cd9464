import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Failure, recordOf, type FailureCode } from '../domain/failure.ts';
import type { InstanceReport } from '../domain/instance-report.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import type { Run, RunWatch } from '../domain/port/agent-runner.ts';
import { createStop } from '../domain/stop.ts';
import { createAutoOutlet } from './auto.ts';
import type { GatewayOutlet } from './outlet.ts';

const RUN: Run = { instance: 'home', id: 't1', sessionKey: 'notes', message: 'hi', timeoutMs: 1_000 };
const WATCH: RunWatch = { signal: createStop().signal, onProgress() {} };
const FELL_BACK: readonly FailureCode[] = [
  'endpoint_missing',
  'gateway_unreachable',
  'pairing_required',
  'gateway_forbidden',
  'insecure_url',
];
const STAYED: readonly FailureCode[] = ['gateway_unauthorized', 'gateway_refused', 'bad_answer', 'internal'];

/** A way to the gateway that works until it is broken, and notes what it was asked for. */
function createScriptedOutlet(name: 'ws' | 'http') {
  const asked: string[] = [];
  let broken: Failure | undefined;
  const use = async (what: string) => {
    asked.push(what);
    if (broken) throw broken;
  };
  const work = (what: string) => async () => {
    await use(what);
    return { text: `through ${name}` };
  };
  const outlet: GatewayOutlet = {
    run: work('run'),
    rejoin: work('rejoin'),
    async sendMessage({ channel }) {
      await use('sendMessage');
      return { channel, raw: {} };
    },
    sessions: async () => use('sessions').then(() => ({ sessions: [], now: 0 })),
    session: async () => use('session').then(() => undefined),
    newest: async () => use('newest').then(() => ({ messages: [], hasMore: false })),
    tail: async () => use('tail').then(() => []),
    since: async () => use('since').then(() => undefined),
    around: async () => use('around').then(() => []),
    message: async () => use('message').then(() => undefined),
    pending: async () => use('pending').then(() => []),
    decide: () => use('decide'),
    outcome: async () => use('outcome').then(() => undefined),
    ended: async () => use('ended').then(() => []),
    listen() {
      asked.push('listen');
      return () => void asked.push('stop listening');
    },
    reach: () => use('reach'),
    probe: async (): Promise<InstanceReport> => (broken ? { failure: recordOf(broken) } : { outlet: name }),
    close: async () => void asked.push('close'),
  };
  return {
    outlet,
    asked,
    break: (code?: FailureCode) => (broken = code && new Failure(code, `${name}: ${code}`)),
  };
}

function createWorld() {
  const [ws, http] = [createScriptedOutlet('ws'), createScriptedOutlet('http')];
  const log = createRecordingLog();
  const auto = createAutoOutlet(ws.outlet, http.outlet, log);
  const run = async () => (await auto.run(RUN, WATCH)).text;
  const rejoin = async () => (await auto.rejoin(RUN, WATCH)).text;
  return { ws, http, log, auto, run, rejoin };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a message to a person', () => {
  it('goes through the WebSocket or not at all, also while runs go through HTTP', async () => {
    const { auto, ws, http, run } = createWorld();
    const message = { instance: 'home', id: 'm1', channel: 'telegram', to: 'bob', text: 'hi' };
    ws.break('pairing_required');
    await run();
    await expect(auto.sendMessage(message)).rejects.toMatchObject({ code: 'pairing_required' });
    ws.break(undefined);
    await auto.sendMessage(message);
    expect(ws.asked.at(-1)).toBe('sendMessage');
    expect(http.asked).not.toContain('sendMessage');
  });
});

describe('conversations and approvals', () => {
  const place = { instance: 'home', sessionKey: 'notes' };
  const approval = { instance: 'home', kind: 'exec', id: 'a1' } as const;

  it('are those of the WebSocket, also while runs go through HTTP', async () => {
    const { auto, ws, http, run } = createWorld();
    ws.break('gateway_unreachable');
    await run();
    ws.break(undefined);
    ws.asked.length = 0;
    http.asked.length = 0;
    await auto.sessions({ instance: 'home', limit: 1, offset: 0 });
    await auto.session(place);
    await auto.newest({ ...place, limit: 1 });
    await auto.tail({ ...place, limit: 1 });
    await auto.since({ ...place, cursor: 'c' });
    await auto.around({ ...place, messageId: 'm', limit: 1 });
    await auto.message({ ...place, messageId: 'm' });
    await auto.pending('home');
    await auto.decide({ ...approval, decision: 'deny' });
    await auto.outcome(approval);
    auto.listen('home', { onConnected() {}, onNews() {}, onLost() {} })();
    const everything =
      'sessions session newest tail since around message pending decide outcome listen stop listening';
    expect(ws.asked.join(' ')).toBe(everything);
    expect(http.asked).toEqual([]);
  });
});

describe('a run', () => {
  it('goes through the WebSocket when it can', async () => {
    const { run, http } = createWorld();
    expect(await run()).toBe('through ws');
    expect(http.asked).toEqual([]);
  });

  it.each(FELL_BACK)('goes through HTTP when the WebSocket says %s, and the reason is told', async (code) => {
    const { run, ws, log } = createWorld();
    ws.break(code);
    expect(await run()).toBe('through http');
    expect(log.lines).toEqual([
      { level: 'warn', fields: { reason: expect.objectContaining({ code }) }, message: expect.any(String) },
    ]);
  });

  it.each(STAYED)('fails with %s: HTTP would say the same, and less', async (code) => {
    const { run, ws, http } = createWorld();
    ws.break(code);
    await expect(run()).rejects.toMatchObject({ code });
    expect(http.asked).toEqual([]);
  });

  it('fails with the reason of the WebSocket when neither works', async () => {
    const { run, ws, http } = createWorld();
    ws.break('pairing_required');
    http.break('gateway_unauthorized');
    await expect(run()).rejects.toMatchObject({ code: 'pairing_required' });
  });

  it('is never begun twice: what fails on its way is not tried the other way', async () => {
    const { auto, ws, http } = createWorld();
    ws.outlet.run = async () => {
      throw new Failure('gateway_unreachable', 'gone in the middle');
    };
    await expect(auto.run(RUN, WATCH)).rejects.toMatchObject({ message: 'gone in the middle' });
    expect(http.asked).toEqual([]);
  });

  it('stays with HTTP for a minute, then tries the WebSocket again', async () => {
    const { run, ws } = createWorld();
    ws.break('gateway_unreachable');
    await run();
    ws.break(undefined);
    vi.advanceTimersByTime(59_999);
    expect(await run()).toBe('through http');
    expect(ws.asked).toEqual(['reach']);
    vi.advanceTimersByTime(1);
    expect(await run()).toBe('through ws');
  });

  it('asks both again at once when neither worked', async () => {
    const { run, ws, http } = createWorld();
    ws.break('gateway_unreachable');
    http.break('gateway_unreachable');
    await expect(run()).rejects.toMatchObject({ code: 'gateway_unreachable' });
    ws.break(undefined);
    expect(await run()).toBe('through ws');
  });
});

describe('a run that is joined again', () => {
  it('is looked for through the WebSocket, which alone can find it', async () => {
    const { rejoin, ws } = createWorld();
    expect(await rejoin()).toBe('through ws');
    expect(ws.asked).toEqual(['rejoin']);
  });

  it('is looked for there also while HTTP is in use', async () => {
    const { run, rejoin, ws } = createWorld();
    ws.break('gateway_unreachable');
    await run();
    ws.break(undefined);
    expect(await rejoin()).toBe('through ws');
  });

  it.each(FELL_BACK)('is given up the way HTTP does it when the WebSocket says %s', async (code) => {
    const { rejoin, ws, http } = createWorld();
    ws.break(code);
    http.break('run_interrupted');
    await expect(rejoin()).rejects.toMatchObject({ code: 'run_interrupted' });
  });

  it('ends as the WebSocket says', async () => {
    const { rejoin, ws, http } = createWorld();
    ws.break('run_interrupted');
    await expect(rejoin()).rejects.toMatchObject({ message: 'ws: run_interrupted' });
    expect(http.asked).toEqual([]);
  });
});

describe('the status', () => {
  it('is that of the WebSocket when it works', async () => {
    expect(await createWorld().auto.probe()).toEqual({ outlet: 'ws' });
  });

  it('is that of HTTP with the reason as a warning, never hidden', async () => {
    const { auto, ws } = createWorld();
    ws.break('pairing_required');
    expect(await auto.probe()).toMatchObject({ outlet: 'http', warning: { code: 'pairing_required' } });
  });

  it('is the reason of the WebSocket when neither works, or when HTTP cannot help', async () => {
    const { auto, ws, http } = createWorld();
    ws.break('gateway_unauthorized');
    expect(await auto.probe()).toMatchObject({ failure: { code: 'gateway_unauthorized' } });
    ws.break('insecure_url');
    http.break('endpoint_missing');
    expect(await auto.probe()).toMatchObject({ failure: { code: 'insecure_url' } });
  });
});

describe('closing', () => {
  it('closes both ways', async () => {
    const { auto, ws, http } = createWorld();
    await auto.close();
    expect([...ws.asked, ...http.asked]).toEqual(['close', 'close']);
  });

  it('reaches the gateway either way', async () => {
    const { auto, ws, http } = createWorld();
    await auto.reach();
    expect(ws.asked).toEqual(['reach', 'reach']);
    ws.break('endpoint_missing');
    await auto.reach();
    expect(http.asked).toEqual(['reach', 'reach']);
  });
});
