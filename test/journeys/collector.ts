import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { vi } from 'vitest';

export interface CollectedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: unknown }[];
  readonly status?: { readonly code?: number };
}

/** An OpenTelemetry collector: takes traces over OTLP/HTTP, as JSON. */
export interface Collector {
  readonly url: string;
  /** Whatever came, as it came. */
  readonly received: () => string;
  /** Headers of what came. */
  readonly headers: () => string;
  /** Resolves with the span of this name once it has come. */
  span(name: string): Promise<CollectedSpan>;
  close(): Promise<void>;
}

interface TraceRequest {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly CollectedSpan[] }[];
  }[];
}

export async function startCollector(): Promise<Collector> {
  const bodies: string[] = [];
  const headers: string[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    headers.push(JSON.stringify(request.headers));
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces);
      bodies.push(
        (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString('utf8'),
      );
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const spans = () =>
    bodies
      .flatMap((body) => (JSON.parse(body) as TraceRequest).resourceSpans)
      .flatMap(({ scopeSpans }) => scopeSpans)
      .flatMap((scope) => scope.spans);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: () => bodies.join('\n'),
    headers: () => headers.join('\n'),
    span: async (name) =>
      await vi.waitUntil(() => spans().find((one) => one.name === name), { timeout: 10_000 }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}
