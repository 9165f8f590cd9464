import type { FailureCode } from '../failure.ts';

/** W3C Trace Context: what names a span to others. As headers and MCP's `_meta` carry it. */
export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate?: string | undefined;
}

/** Ids, names, codes and numbers; never what somebody wrote. */
export type Attributes = Readonly<Record<string, string | number>>;

export interface SpanStart {
  readonly name: string;
  /** `server` was asked from outside, `client` asks somebody outside. */
  readonly kind: 'server' | 'internal' | 'client';
  /** What it is a part of; without it, or if it is none, a trace of its own begins. */
  readonly parent?: TraceContext | undefined;
  /** Belongs to it as well, in another trace. */
  readonly link?: TraceContext | undefined;
  /** When it began, if that is past. Milliseconds since 1970. */
  readonly at?: number;
  readonly attributes?: Attributes;
}

export interface SpanEnd {
  /** Why what it stands for failed. */
  readonly failure?: FailureCode | undefined;
  readonly attributes?: Attributes;
}

/** One piece of work, from when it began. */
export interface Span {
  readonly context: TraceContext;
  /** The first word counts. */
  end(how?: SpanEnd): void;
}

/** Tells somebody outside what led to what, and how long it took. MUST NOT throw, whatever a context says. */
export interface Tracer {
  begin(start: SpanStart): Span;
}
