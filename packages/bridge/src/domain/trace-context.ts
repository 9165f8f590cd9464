import type { TraceContext } from './port/tracer.ts';

/** Version 00 of it, and what a later version begins with. All zeros name nothing. */
const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}(-|$)/;

/** Longest tracestate that has to be passed on (W3C Trace Context, 3.3.1.5). */
const MAX_TRACESTATE = 512;

/** What somebody sent as trace context, or undefined when it is none. */
export function traceContextFrom(traceparent: unknown, tracestate: unknown): TraceContext | undefined {
  if (typeof traceparent !== 'string' || !TRACEPARENT.test(traceparent)) return undefined;
  const state =
    typeof tracestate === 'string' && tracestate.length <= MAX_TRACESTATE ? tracestate : undefined;
  return state === undefined ? { traceparent } : { traceparent, tracestate: state };
}

export function traceIdOf({ traceparent }: TraceContext): string {
  return traceparent.slice(3, 35);
}
