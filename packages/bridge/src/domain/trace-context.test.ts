import { describe, expect, it } from 'vitest';
import { traceContextFrom, traceIdOf } from './trace-context.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = `00-${TRACE}-00f067aa0ba902b7-01`;

describe('trace context', () => {
  it('is taken as somebody sent it', () => {
    expect(traceContextFrom(PARENT, 'vendor=1')).toEqual({ traceparent: PARENT, tracestate: 'vendor=1' });
    expect(traceContextFrom(`cc-${PARENT.slice(3)}-later`, undefined)).toBeDefined();
    expect(traceIdOf({ traceparent: PARENT })).toBe(TRACE);
  });

  it.each([
    undefined,
    7,
    '',
    'garbage',
    PARENT.toUpperCase(),
    `ff-${PARENT.slice(3)}`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `${PARENT}x`,
  ])('is none: %j', (traceparent) => {
    expect(traceContextFrom(traceparent, 'vendor=1')).toBeUndefined();
  });

  it('goes without a state that is too long to be passed on', () => {
    expect(traceContextFrom(PARENT, 'v'.repeat(513))).toEqual({ traceparent: PARENT });
  });
});
