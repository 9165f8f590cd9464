import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../domain/failure.ts';
import { anInstance } from '../domain/instance.fixture.ts';
import type { GatewayEar, Hearing } from '../domain/port/gateway-ear.ts';
import { createScriptedRunner } from '../domain/port/scripted-runner.fixture.ts';
import { createStop } from '../domain/stop.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { createWorld, type World } from '../usecases/world.fixture.ts';
import { createPrometheus, type Prometheus, type Snapshot } from './prometheus.ts';

const NOTHING: Snapshot = { sessions: 0, streams: { listen: 0, sse: 0, websocket: 0 } };

let prometheus: Prometheus;

beforeEach(() => {
  prometheus = createPrometheus({ instances: [anInstance()], version: '1.2.3' });
});

/** The lines about one metric, without its name, in the order of their labels. */
async function valuesOf(name: string, now: Snapshot = NOTHING): Promise<readonly string[]> {
  const page = await prometheus.page(now);
  const lines = page.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return lines.map((line) => line.slice(name.length).trim()).toSorted();
}

describe('the metrics of tasks', () => {
  let temp: TempStore;
  let world: World;

  beforeEach(() => {
    temp = createTempStore();
    world = createWorld(prometheus.store(temp.open()));
    world.worker.start();
  });
  afterEach(async () => {
    await world.worker.stop(0);
    await temp.discard();
  });

  it('count each state a task comes into, and how long it took', async () => {
    const asked = world.ask();
    const run = await world.runner.next();
    world.clock.jump(2_000);
    run.answer('done');
    await asked;
    expect(await valuesOf('clawbridge_tasks_total')).toEqual([
      '{instance="home",status="completed"} 1',
      '{instance="home",status="pending"} 1',
      '{instance="home",status="running"} 1',
    ]);
    expect(await valuesOf('clawbridge_task_duration_seconds_sum')).toEqual([
      '{instance="home",status="completed"} 2',
    ]);
    expect(await valuesOf('clawbridge_task_wait_seconds_count')).toEqual(['{instance="home"} 1']);
  });

  it('say why tasks failed', async () => {
    const asked = world.ask();
    (await world.runner.next()).fail(new Failure('empty_answer', 'Nothing.'));
    await asked;
    expect(await valuesOf('clawbridge_task_failures_total')).toEqual([
      '{instance="home",code="empty_answer"} 1',
    ]);
  });

  it('count tasks that are given up before they began, and those that are cancelled', async () => {
    const refused = world.ask();
    (await world.runner.next()).fail(new Failure('gateway_unreachable', 'Away.', { retryable: true }));
    expect(await refused).toMatchObject({ status: 'failed' });
    const waiting = await world.ask({ inBackground: true, waitMs: 0 });
    await world.cancel(waiting.id);
    const ends = (await valuesOf('clawbridge_tasks_total')).filter((line) => !/pending|running/.test(line));
    expect(ends).toEqual(['{instance="home",status="cancelled"} 1', '{instance="home",status="failed"} 1']);
  });

  it('do not count a question that was asked before', async () => {
    const ask = () => world.ask({ idempotencyKey: 'k', waitMs: 0, inBackground: true });
    await ask();
    await ask();
    expect(await valuesOf('clawbridge_tasks_total')).toContain('{instance="home",status="pending"} 1');
  });
});

describe('the metrics of a moment', () => {
  it('tell what waits and runs, with a zero where nothing does, and only of instances that are known', async () => {
    const load = [
      { instance: 'home', status: 'running', count: 3 },
      { instance: 'forgotten', status: 'pending', count: 9 },
    ] as const;
    expect(await valuesOf('clawbridge_tasks', { ...NOTHING, load, deliveries: 2 })).toEqual([
      '{instance="home",status="pending"} 0',
      '{instance="home",status="running"} 3',
    ]);
    expect(await valuesOf('clawbridge_deliveries_waiting', { ...NOTHING, deliveries: 2 })).toEqual(['2']);
  });

  it('leave out what the store cannot say now', async () => {
    await valuesOf('clawbridge_tasks', { ...NOTHING, load: [], deliveries: 2 });
    expect(await valuesOf('clawbridge_tasks')).toEqual([]);
    expect(await valuesOf('clawbridge_deliveries_waiting')).toEqual([]);
  });

  it('tell which sockets of the chat are open, where there is one', async () => {
    expect(await valuesOf('clawbridge_chat_sockets')).toEqual([]);
    expect(await valuesOf('clawbridge_chat_sockets', { ...NOTHING, chat: { peers: 3, links: 1 } })).toEqual([
      '{kind="link"} 1',
      '{kind="peer"} 3',
    ]);
  });

  it('tell what is open, and which version runs', async () => {
    const now = { sessions: 4, streams: { listen: 1, sse: 2, websocket: 3 } };
    expect(await valuesOf('clawbridge_mcp_sessions', now)).toEqual(['4']);
    expect(await valuesOf('clawbridge_mcp_streams', now)).toEqual([
      '{kind="listen"} 1',
      '{kind="sse"} 2',
      '{kind="websocket"} 3',
    ]);
    expect(await valuesOf('clawbridge_build_info')).toEqual(['{version="1.2.3"} 1']);
  });

  it('tell of the process', async () => {
    expect(await valuesOf('process_resident_memory_bytes')).toHaveLength(1);
    expect(await valuesOf('nodejs_eventloop_lag_p99_seconds')).toHaveLength(1);
  });
});

describe('the metrics of gateways', () => {
  const away = { code: 'gateway_unreachable', message: 'Away.', retryable: true } as const;
  const watch = { signal: createStop().signal, onProgress() {} };
  const run = { instance: 'home', id: 't1', sessionKey: 'k', message: 'm', timeoutMs: 1 };

  /** What an outlet says while somebody listens through the metrics. */
  function heard(): Hearing {
    let told: Hearing | undefined;
    const ear: GatewayEar = {
      listen(_, hearing) {
        told = hearing;
        return () => {};
      },
    };
    prometheus.ear(ear).listen('home', { onConnected() {}, onNews() {}, onLost() {} });
    return told!;
  }

  it('are unknown before anything was heard', async () => {
    expect(await valuesOf('clawbridge_gateway_up')).toEqual([]);
  });

  it('follow the connection, and name the trouble as long as it lasts', async () => {
    const gateway = heard();
    gateway.onConnected();
    gateway.onLost(away);
    expect(await valuesOf('clawbridge_gateway_up')).toEqual(['{instance="home"} 0']);
    expect(await valuesOf('clawbridge_gateway_trouble')).toEqual([
      '{instance="home",code="gateway_unreachable"} 1',
    ]);
    gateway.onConnected();
    expect(await valuesOf('clawbridge_gateway_up')).toEqual(['{instance="home"} 1']);
    expect(await valuesOf('clawbridge_gateway_trouble')).toEqual([]);
    expect(await valuesOf('clawbridge_gateway_connects_total')).toEqual(['{instance="home"} 2']);
    expect(await valuesOf('clawbridge_gateway_failures_total')).toEqual([
      '{instance="home",code="gateway_unreachable"} 1',
    ]);
  });

  it('do not take it for trouble that nothing can be heard over HTTP', async () => {
    heard().onLost({ ...away, code: 'endpoint_missing' });
    expect(await valuesOf('clawbridge_gateway_up')).toEqual([]);
  });

  it('learn from runs as well, and not from what an agent did', async () => {
    const runner = createScriptedRunner();
    const seen = prometheus.runner(runner);
    const failed = seen.run(run, watch);
    (await runner.next()).fail(new Failure('gateway_unauthorized', 'Wrong token.'));
    await expect(failed).rejects.toMatchObject({ code: 'gateway_unauthorized' });
    expect(await valuesOf('clawbridge_gateway_up')).toEqual(['{instance="home"} 0']);
    const answered = seen.rejoin(run, watch);
    (await runner.next()).answer('hi');
    await answered;
    const empty = seen.run(run, watch);
    (await runner.next()).fail(new Failure('empty_answer', 'Nothing.'));
    await expect(empty).rejects.toMatchObject({ code: 'empty_answer' });
    expect(await valuesOf('clawbridge_gateway_up')).toEqual(['{instance="home"} 1']);
  });
});

describe('the metrics of xiaozhi endpoints', () => {
  const report = {
    name: 'kitchen',
    kind: 'cloud',
    host: 'api.xiaozhi.me',
    status: 'connected',
    since: 0,
    attempts: 0,
    calls: 0,
  } as const;
  const trouble = { reason: 'network', message: 'The wire broke.', hint: 'Wait.', at: 0 } as const;

  it('say which are up, and what keeps the others', async () => {
    prometheus.endpointConnected('kitchen');
    prometheus.endpoint(report);
    expect(await valuesOf('clawbridge_xiaozhi_up')).toEqual(['{endpoint="kitchen"} 1']);
    prometheus.endpointLost('kitchen', 'network');
    prometheus.endpoint({ ...report, status: 'waiting', trouble, nextAttemptAt: 1_800_000_000_000 });
    expect(await valuesOf('clawbridge_xiaozhi_up')).toEqual(['{endpoint="kitchen"} 0']);
    expect(await valuesOf('clawbridge_xiaozhi_trouble')).toEqual(['{endpoint="kitchen",reason="network"} 1']);
    expect(await valuesOf('clawbridge_xiaozhi_next_attempt_timestamp_seconds')).toEqual([
      '{endpoint="kitchen"} 1800000000',
    ]);
    expect(await valuesOf('clawbridge_xiaozhi_losses_total')).toEqual([
      '{endpoint="kitchen",reason="network"} 1',
    ]);
    expect(await valuesOf('clawbridge_xiaozhi_connects_total')).toEqual(['{endpoint="kitchen"} 1']);
  });

  it('keep no trouble that is over, though the report remembers it', async () => {
    prometheus.endpoint({ ...report, status: 'waiting', trouble, nextAttemptAt: 1 });
    prometheus.endpoint({ ...report, status: 'suspect', trouble: { ...trouble, reason: 'never_answers' } });
    expect(await valuesOf('clawbridge_xiaozhi_trouble')).toEqual([
      '{endpoint="kitchen",reason="never_answers"} 1',
    ]);
    prometheus.endpoint({ ...report, trouble });
    expect(await valuesOf('clawbridge_xiaozhi_trouble')).toEqual([]);
    expect(await valuesOf('clawbridge_xiaozhi_next_attempt_timestamp_seconds')).toEqual([]);
  });
});

describe('the metrics of what is stored', () => {
  it('count events once, and notices by what became of them', async () => {
    const temp = createTempStore();
    const store = prometheus.store(temp.open());
    const event = {
      type: 'gap',
      instance: 'home',
      id: 'g1',
      at: 1,
      gap: { reason: 'test' },
    } as const;
    await store.events.append([event]);
    await store.events.append([event]);
    await store.outbox.delivered('n1', 'w', 1);
    await store.outbox.giveUp('n2', 'w', { code: 'notify_failed', message: 'no', retryable: false });
    expect(await valuesOf('clawbridge_events_total')).toEqual(['{instance="home"} 1']);
    expect(await valuesOf('clawbridge_deliveries_total')).toEqual([
      '{outcome="delivered"} 1',
      '{outcome="failed"} 1',
    ]);
    await temp.discard();
  });
});

describe('the metrics of the doors', () => {
  it('have few labels, whatever strangers send', async () => {
    prometheus.served({ route: '/mcp', method: 'POST', status: 200, ms: 20 });
    prometheus.served({ route: '/mcp', method: 'BREW', status: 418, ms: 1 });
    prometheus.called({ tool: 'openclaw_chat', outcome: 'ok', ms: 30 });
    prometheus.called({ tool: 'openclaw_chat', outcome: 'not_allowed', ms: 1 });
    prometheus.limited('/mcp');
    prometheus.unauthorized('invalid_token');
    expect(await valuesOf('clawbridge_http_requests_total')).toEqual([
      '{route="/mcp",method="POST",status="2xx"} 1',
      '{route="/mcp",method="other",status="4xx"} 1',
    ]);
    expect(await valuesOf('clawbridge_tool_calls_total')).toEqual([
      '{tool="openclaw_chat",outcome="not_allowed"} 1',
      '{tool="openclaw_chat",outcome="ok"} 1',
    ]);
    expect(await valuesOf('clawbridge_rate_limited_total')).toEqual(['{kind="/mcp"} 1']);
    expect(await valuesOf('clawbridge_auth_failures_total')).toEqual(['{reason="invalid_token"} 1']);
  });

  it('are on a page that Prometheus reads', () => {
    expect(prometheus.contentType).toMatch(/^text\/plain/);
  });
});
