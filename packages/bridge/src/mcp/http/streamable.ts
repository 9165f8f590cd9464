import '../jitless.ts';
import {
  createMcpHandler,
  isLegacyRequest,
  type McpServer,
  type ProtocolEra,
} from '@modelcontextprotocol/server';
import type { Principal } from '../../domain/principal.ts';
import { isListen } from '../resources/listened-uris.ts';
import type { SubscriptionDoor } from '../resources/resource.ts';
import { MAX_BODY_BYTES, readJson } from './body.ts';
import { answerInTime } from './late-stream.ts';
import { createListens } from './listens.ts';
import { createSessions } from './sessions.ts';
import { passFor, visitorWith } from './visitor.ts';

/** A server for one session, or one request of the stateless era, of this principal. */
export type CreateServer = (principal: Principal, era: ProtocolEra) => McpServer;

export interface StreamableHttp {
  /** Serves one request to `/mcp`. Host and Origin have been checked, and who asks is known. */
  fetch(request: Request, principal: Principal): Promise<Response>;
  sessions(): number;
  /** Streams of clients of the stateless era that listen. */
  listens(): number;
  close(): Promise<void>;
}

export interface StreamableHttpOptions {
  readonly createServer: CreateServer;
  /** What those hear who listen. */
  readonly door: Omit<SubscriptionDoor, 'principal'>;
  readonly onError: (error: Error) => void;
  /** How long a session is kept that is not used. */
  readonly sessionIdleMs?: number | undefined;
}

/**
 * Streamable HTTP for both protocol eras on one path: 2026-07-28, where every request stands alone, and the earlier
 * revisions with sessions. The body is read and parsed once, here.
 */
export function createStreamableHttp({
  createServer,
  door,
  onError,
  sessionIdleMs,
}: StreamableHttpOptions): StreamableHttp {
  const modern = createMcpHandler(({ authInfo, era }) => createServer(visitorWith(authInfo), era), {
    legacy: 'reject',
    maxRequestBodySize: MAX_BODY_BYTES,
    onerror: onError,
  });
  const sessions = createSessions({
    createServer: (principal) => createServer(principal, 'legacy'),
    idleMs: sessionIdleMs,
  });
  const listens = createListens({
    createServer: (principal) => createServer(principal, 'modern'),
    door,
    onError,
  });

  return {
    async fetch(request, principal) {
      if (request.method !== 'POST') return await sessions.handle(request, undefined, principal);
      const read = await readJson(request);
      if (read instanceof Response) return read;
      const { body } = read;
      if (request.headers.has('mcp-session-id') || (await isLegacyRequest(request, body))) {
        return await sessions.handle(request, body, principal);
      }
      if (isListen(body)) return await listens.fetch(request, body, principal);
      return await answerInTime(modern.fetch(request, { parsedBody: body, authInfo: passFor(principal) }));
    },
    sessions: sessions.size,
    listens: listens.size,
    async close() {
      await Promise.all([modern.close(), listens.close(), sessions.close()]);
    },
  };
}
