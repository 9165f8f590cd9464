import { expect, it } from 'vitest';
import { tracingSecrets, wantsTraces } from './tracing.ts';

it.each([
  [{}, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' }, true],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://localhost:4318/v1/traces' }, true],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318', OTEL_SDK_DISABLED: 'true' }, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318', OTEL_TRACES_EXPORTER: 'none' }, false],
])('%j sends traces: %s', (env, wanted) => {
  expect(wantsTraces(env)).toBe(wanted);
});

it('takes what the headers for a collector hold for secrets, in each spelling', () => {
  const env = { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20abc123, x-key=def456==,broken=%zz' };
  expect(tracingSecrets(env)).toEqual(
    expect.arrayContaining(['Bearer%20abc123', 'Bearer abc123', 'abc123', 'def456==', '%zz']),
  );
});
