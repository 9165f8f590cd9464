import type { Environment } from './read.ts';

const ENDPOINTS = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
const HEADERS = ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS'];

/** Whether traces are sent: somebody says where to, and nobody that there are to be none. The names are OpenTelemetry's. */
export function wantsTraces(env: Environment): boolean {
  if (env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return false;
  if (env['OTEL_TRACES_EXPORTER']?.trim().toLowerCase() === 'none') return false;
  return ENDPOINTS.some((name) => (env[name] ?? '').trim() !== '');
}

/** What the headers for the collector hold: `authorization=Bearer%20abc,x-key=def`. */
export function tracingSecrets(env: Environment): string[] {
  const pairs = HEADERS.flatMap((name) => (env[name] ?? '').split(','));
  return pairs
    .filter((pair) => pair.includes('='))
    .flatMap((pair) => {
      const value = pair.slice(pair.indexOf('=') + 1).trim();
      const plain = decoded(value);
      return [value, plain, plain.replace(/^\S+ /, '')];
    });
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
