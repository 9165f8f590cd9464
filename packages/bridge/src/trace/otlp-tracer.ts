import type { Log } from '../domain/port/log.ts';
import type { Span, SpanStart, TraceContext, Tracer } from '../domain/port/tracer.ts';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  createTraceState,
  defaultResource,
  detectResources,
  diag,
  DiagLogLevel,
  envDetector,
  OTLPTraceExporter,
  resourceFromAttributes,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Span as OtelSpan,
  type SpanContext,
} from './opentelemetry.ts';

export interface OtlpTracer extends Tracer {
  /** Sends what has not gone out yet. */
  close(): Promise<void>;
}

export interface OtlpTracerOptions {
  readonly version: string;
  readonly log: Log;
}

const KINDS = { server: SpanKind.SERVER, internal: SpanKind.INTERNAL, client: SpanKind.CLIENT } as const;

/** Sends spans over OTLP/HTTP. Where to, how many and as what say the `OTEL_*` variables, which the SDK reads itself. */
export function createOtlpTracer({ version, log }: OtlpTracerOptions): OtlpTracer {
  tellTrouble(log);
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'clawbridge', 'service.version': version }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  const tracer = provider.getTracer('clawbridge', version);
  /** Our own need not be read again. */
  const known = new WeakMap<TraceContext, SpanContext>();

  return {
    begin({ name, kind, parent, link, at, attributes }: SpanStart): Span {
      const options = {
        kind: KINDS[kind],
        ...(attributes === undefined ? {} : { attributes }),
        ...(at === undefined ? {} : { startTime: at }),
        ...(link === undefined ? {} : { links: [{ context: contextOf(link) }] }),
      };
      const below =
        parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, contextOf(parent));
      return spanOf(tracer.startSpan(name, options, below));
    },
    async close() {
      await provider.shutdown().catch(() => {});
    },
  };

  function contextOf(context: TraceContext): SpanContext {
    return known.get(context) ?? remoteContext(context);
  }

  function spanOf(span: OtelSpan): Span {
    const own = span.spanContext();
    const context = { traceparent: traceparentOf(own), tracestate: own.traceState?.serialize() };
    known.set(context, own);
    let ended = false;
    return {
      context,
      end({ failure, attributes } = {}) {
        if (ended) return;
        ended = true;
        if (attributes !== undefined) span.setAttributes(attributes);
        if (failure !== undefined) {
          span.setAttribute('error.type', failure);
          span.setStatus({ code: SpanStatusCode.ERROR });
        }
        span.end();
      },
    };
  }
}

function remoteContext({ traceparent, tracestate }: TraceContext): SpanContext {
  const [, traceId = '', spanId = '', flags = ''] = traceparent.split('-');
  return {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & 1,
    isRemote: true,
    ...(tracestate === undefined ? {} : { traceState: createTraceState(tracestate) }),
  };
}

function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${(traceFlags & 1).toString(16).padStart(2, '0')}`;
}

/** Its trouble is told as any other; what it finds worth an error is none of ours. */
function tellTrouble(log: Log): void {
  const say = (message: string) => log.warn({ name: 'traces' }, message);
  const quiet = () => {};
  diag.setLogger(
    { error: say, warn: say, info: quiet, debug: quiet, verbose: quiet },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
