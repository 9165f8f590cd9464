import '../jitless.ts';
import {
  createMcpHandler,
  isLegacyRequest,
  type McpServer,
  type ProtocolEra,
} from '@modelcontextprotocol/server';
import { isListen } from '../resources/listened-uris.ts';
import type { SubscriptionDoor } from '../resources/resource.ts';
import { MAX_BODY_BYTES, readJson } from './body.ts';
import { answerInTime } from './late-stream.ts';
import { createListens } from './listens.ts';
import { createSessions } from './sessions.ts';

/** A server for one session, or one request of the stateless era. */
export type CreateServer = (era: ProtocolEra) => McpServer;

export interface StreamableHttp {
  /** Serves one request to `/mcp`. Host and Origin have been checked. */
  fetch(request: Request): Promise<Response>;
  sessions(): number;
  /** Streams of clients of the stateless era that listen. */
  listens(): number;
  close(): Promise<void>;
}

export interface StreamableHttpOptions {
  readonly createServer: CreateServer;
  /** Whose events those hear who listen. */
  readonly door: SubscriptionDoor;
  readonly onError: (error: Error) => void;
}

/**
 * Streamable HTTP for both protocol eras on one path: 2026-07-28, where every request stands alone, and the earlier
 * revisions with sessions. The body is read and parsed once, here.
 */
export function createStreamableHttp({ createServer, door, onError }: StreamableHttpOptions): StreamableHttp {
  const modern = createMcpHandler(({ era }) => createServer(era), {
    legacy: 'reject',
    maxRequestBodySize: MAX_BODY_BYTES,
    onerror: onError,
  });
  const sessions = createSessions({ createServer: () => createServer('legacy') });
  const listens = createListens({ createServer: () => createServer('modern'), door, onError });

  return {
    async fetch(request) {
      if (request.method !== 'POST') return await sessions.handle(request, undefined);
      const read = await readJson(request);
      if (read instanceof Response) return read;
      const { body } = read;
      if (request.headers.has('mcp-session-id') || (await isLegacyRequest(request, body))) {
        return await sessions.handle(request, body);
      }
      if (isListen(body)) return await listens.fetch(request, body);
      return await answerInTime(modern.fetch(request, { parsedBody: body }));
    },
    sessions: sessions.size,
    listens: listens.size,
    async close() {
      await Promise.all([modern.close(), listens.close(), sessions.close()]);
    },
  };
}
