import type { Span, SpanEnd, SpanStart, Tracer } from './tracer.ts';

export interface RecordedSpan extends SpanStart {
  readonly context: Span['context'];
  /** How it ended; undefined while it has not. */
  ended?: SpanEnd;
}

export interface RecordingTracer extends Tracer {
  readonly spans: readonly RecordedSpan[];
}

/** A Tracer that keeps what it is told. Its spans are numbered, all in one trace. */
export function createRecordingTracer(): RecordingTracer {
  const spans: RecordedSpan[] = [];
  return {
    spans,
    begin(start) {
      const id = String(spans.length + 1).padStart(16, '0');
      const span: RecordedSpan = { ...start, context: { traceparent: `00-${'a'.repeat(32)}-${id}-01` } };
      spans.push(span);
      return {
        context: span.context,
        end(how = {}) {
          span.ended ??= how;
        },
      };
    },
  };
}
