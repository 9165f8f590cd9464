import { publishEnvironment } from './config/environment.ts';
import type { Config } from './config/read.ts';
import type { Instance } from './domain/instance.ts';
import type { Clock } from './domain/port/clock.ts';
import type { Log } from './domain/port/log.ts';
import { NO_METRICS, type Metrics } from './domain/port/metrics.ts';
import { together, type Observer } from './domain/port/observer.ts';
import type { Tracer } from './domain/port/tracer.ts';
import type { Prometheus } from './metrics/prometheus.ts';
import type { TracedTasks } from './trace/traced-tasks.ts';
import { VERSION } from './version.ts';

/** How a daemon is watched from outside. What nobody asked for is not loaded. */
export interface Watch {
  readonly metrics: Metrics;
  readonly prometheus?: Prometheus;
  readonly traces?: Traces;
  /** Looks at what goes through the ports. */
  readonly observer: Observer;
  close(): Promise<void>;
}

export interface Traces {
  readonly tracer: Tracer;
  readonly tasks: TracedTasks;
}

/** Of a process nobody watches. */
export const UNWATCHED: Watch = { metrics: NO_METRICS, observer: together([]), async close() {} };

/** A collector that does not answer keeps nobody from leaving. */
const LAST_SPANS_MS = 400;

export interface WatchOptions {
  readonly config: Pick<Config, 'metrics' | 'tracing' | 'environment'>;
  readonly instances: readonly Instance[];
  readonly log: Log;
  readonly clock: Clock;
}

export async function openWatch({ config, instances, log, clock }: WatchOptions): Promise<Watch> {
  const prometheus = config.metrics.isOn ? await openMetrics(instances) : undefined;
  const traces = config.tracing ? await openTraces(config, log, clock) : undefined;
  return {
    metrics: prometheus ?? NO_METRICS,
    ...(prometheus === undefined ? {} : { prometheus }),
    ...(traces === undefined ? {} : { traces }),
    observer: together([prometheus, traces?.tasks].filter((one) => one !== undefined)),
    async close() {
      traces?.tasks.close();
      await Promise.race([
        traces?.close(),
        new Promise<void>((resolve) => void clock.after(LAST_SPANS_MS, resolve)),
      ]);
    },
  };
}

async function openMetrics(instances: readonly Instance[]): Promise<Prometheus> {
  const { createPrometheus } = await import('./metrics/prometheus.ts');
  return createPrometheus({ instances, version: VERSION });
}

async function openTraces(
  { environment }: WatchOptions['config'],
  log: Log,
  clock: Clock,
): Promise<Traces & { close(): Promise<void> }> {
  publishEnvironment(environment, 'OTEL_');
  const [{ createOtlpTracer }, { createTracedTasks }] = await Promise.all([
    import('./trace/otlp-tracer.ts'),
    import('./trace/traced-tasks.ts'),
  ]);
  const tracer = createOtlpTracer({ version: VERSION, log });
  return { tracer, tasks: createTracedTasks({ tracer, clock }), close: tracer.close };
}
