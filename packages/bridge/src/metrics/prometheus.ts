import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Instance } from '../domain/instance.ts';
import type { Metrics } from '../domain/port/metrics.ts';
import type { Observer } from '../domain/port/observer.ts';
import type { Load } from '../domain/port/task-store.ts';
import { countedEvents } from './counted-events.ts';
import { countedOutbox } from './counted-outbox.ts';
import { countedTasks } from './counted-tasks.ts';
import { createEndpointHealth } from './endpoint-health.ts';
import { createGatewayHealth } from './gateway-health.ts';
import { createInstruments } from './instruments.ts';

/** How things are in the moment somebody asks. */
export interface Snapshot {
  /** Undefined while the store cannot say. */
  readonly load?: readonly Load[];
  readonly deliveries?: number;
  readonly sessions: number;
  /** Open streams of clients that listen, by kind. */
  readonly streams: Readonly<Record<'listen' | 'sse' | 'websocket', number>>;
  /** Sockets of browsers and of channel plugins; undefined where there is no door for them. */
  readonly chat?: { readonly peers: number; readonly links: number } | undefined;
}

export interface Prometheus extends Metrics, Observer {
  readonly contentType: string;
  page(now: Snapshot): Promise<string>;
}

export interface PrometheusOptions {
  readonly instances: readonly Pick<Instance, 'name'>[];
  readonly version: string;
}

/** Coarse enough that measuring it costs nothing, fine enough to show a stall. */
const LOOP_PRECISION_MS = 20;

/** Metrics in the text format of Prometheus. */
export function createPrometheus({ instances, version }: PrometheusOptions): Prometheus {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOP_PRECISION_MS });
  const instruments = createInstruments(registry);
  const show = createGauges(registry, { instances, version });
  const health = createGatewayHealth(instruments);
  const { requests, requestSeconds, toolCalls, toolSeconds, limited, unauthorized } = instruments;
  return {
    ...health,
    store: (store) => ({
      ...store,
      tasks: countedTasks(store.tasks, instruments),
      outbox: countedOutbox(store.outbox, instruments),
      events: countedEvents(store.events, instruments),
    }),
    served({ route, method, status, ms }) {
      requests.inc({ route, method: knownMethod(method), status: `${Math.floor(status / 100)}xx` });
      requestSeconds.observe({ route }, ms / 1000);
    },
    called({ tool, outcome, ms }) {
      toolCalls.inc({ tool, outcome });
      toolSeconds.observe({ tool }, ms / 1000);
    },
    limited: (kind) => limited.inc({ kind }),
    unauthorized: (reason) => unauthorized.inc({ reason }),
    ...createEndpointHealth(instruments),
    contentType: registry.contentType,
    async page(now) {
      show(now);
      return await registry.metrics();
    },
  };
}

/** What is looked up, not counted. */
function createGauges(registry: Registry, { instances, version }: PrometheusOptions) {
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  gauge('clawbridge_build_info', 'The version that runs.', ['version']).set({ version }, 1);
  const tasks = gauge('clawbridge_tasks', 'Tasks that wait or run now, of all processes on this store.', [
    'instance',
    'status',
  ]);
  const deliveries = gauge('clawbridge_deliveries_waiting', 'Notices that have to go out still.');
  const sessions = gauge('clawbridge_mcp_sessions', 'MCP sessions over Streamable HTTP.');
  const streams = gauge('clawbridge_mcp_streams', 'Open streams of clients that listen.', ['kind']);

  const sockets = gauge('clawbridge_chat_sockets', 'Sockets of browsers (peer) and of OpenClaw (link).', [
    'kind',
  ]);

  return function show(now: Snapshot): void {
    // A number from before would hide that the store is away.
    tasks.reset();
    deliveries.reset();
    if (now.load) showLoad(now.load);
    if (now.deliveries === undefined) deliveries.remove();
    else deliveries.set(now.deliveries);
    sessions.set(now.sessions);
    for (const [kind, count] of Object.entries(now.streams)) streams.set({ kind }, count);
    if (now.chat === undefined) return;
    sockets.set({ kind: 'peer' }, now.chat.peers);
    sockets.set({ kind: 'link' }, now.chat.links);
  };

  /** The store may hold tasks of instances nobody here knows any more: those have no label. */
  function showLoad(load: readonly Load[]): void {
    for (const { name: instance } of instances) {
      tasks.set({ instance, status: 'pending' }, 0);
      tasks.set({ instance, status: 'running' }, 0);
    }
    for (const { instance, status, count } of load)
      if (instances.some(({ name }) => name === instance)) tasks.set({ instance, status }, count);
  }
}

const METHODS = ['GET', 'POST', 'DELETE', 'OPTIONS', 'HEAD'];

function knownMethod(method: string): string {
  return METHODS.includes(method) ? method : 'other';
}
