import { randomUUID } from 'node:crypto';
import {
  isInitializeRequest,
  isJSONRPCRequest,
  WebStandardStreamableHTTPServerTransport,
  type McpServer,
  type RequestId,
} from '@modelcontextprotocol/server';
import { isAlike, type Principal } from '../../domain/principal.ts';
import { bounded } from './bounded-stream.ts';
import { briefly, streaming } from './brief-answer.ts';
import { jsonRpcError } from './json-rpc-error.ts';
import { createReplay } from './replay.ts';
import { watchUnanswered } from './unanswered.ts';

const IDLE_MS = 30 * 60 * 1000;
const SWEEP_MS = 60 * 1000;

/** About 60 kB each: what they take together stays well below what one process may use. */
const MAX_SESSIONS = 1_000;

/** What agents ask at once is less; a client that leaves more unanswered than this asks and goes away. */
const MAX_UNANSWERED = 200;

interface Session {
  readonly owner: Principal;
  readonly server: McpServer;
  readonly transport: WebStandardStreamableHTTPServerTransport;
  /** Responses on their way; a session with an open stream is not idle. */
  open: number;
  /** Requests that are being served, also when nobody waits for the answer any more. */
  readonly unanswered: ReadonlySet<RequestId>;
  lastUsed: number;
}

/** The sessions of protocol revisions 2024-11-05 to 2025-11-25, which live on the server. */
export interface Sessions {
  /** Serves one request; `body` is the parsed JSON of a POST. A session is found by who began it only. */
  handle(request: Request, body: unknown, principal: Principal): Promise<Response>;
  size(): number;
  close(): Promise<void>;
}

export interface SessionsOptions {
  readonly createServer: (principal: Principal) => McpServer;
  readonly maxSessions?: number;
  /** Of one principal; half of all unless told otherwise. */
  readonly maxEach?: number;
  readonly idleMs?: number | undefined;
}

export function createSessions({
  createServer,
  maxSessions = MAX_SESSIONS,
  maxEach = Math.ceil(maxSessions / 2),
  idleMs = IDLE_MS,
}: SessionsOptions): Sessions {
  const sessions = new Map<string, Session>();
  const sweeping = setInterval(dropIdle, Math.min(SWEEP_MS, idleMs)).unref();

  return {
    async handle(request, body, principal) {
      const id = request.headers.get('mcp-session-id');
      if (id !== null) return await resume(sessionOf(id, principal), request, body);
      if (isInitializeRequest(body)) return await begin(request, body, principal);
      return jsonRpcError(400, -32_000, 'Bad Request: no Mcp-Session-Id header. Send initialize first.');
    },
    size: () => sessions.size,
    async close() {
      clearInterval(sweeping);
      await Promise.all([...sessions.values()].map(({ server }) => server.close()));
      sessions.clear();
    },
  };

  /** Somebody else's does not exist for him, nor his own under a token that allows something else. */
  function sessionOf(id: string, principal: Principal): Session | undefined {
    const session = sessions.get(id);
    return session !== undefined && isAlike(session.owner, principal) ? session : undefined;
  }

  /** 404 tells a client to initialize again, by itself. */
  async function resume(session: Session | undefined, request: Request, body: unknown): Promise<Response> {
    if (!session) return jsonRpcError(404, -32_001, 'Session not found. Initialize again.');
    if (Array.isArray(body) && request.headers.get('mcp-protocol-version') !== '2025-03-26') {
      return jsonRpcError(400, -32_600, 'JSON-RPC batches are not part of this protocol revision.');
    }
    if (session.unanswered.size >= MAX_UNANSWERED && asks(body)) {
      return jsonRpcError(503, -32_000, 'Too many requests of this session are not answered yet.');
    }
    return await serve(session, request, body);
  }

  async function begin(request: Request, body: unknown, owner: Principal): Promise<Response> {
    if (!hasRoom(owner)) {
      return jsonRpcError(503, -32_000, 'Too many sessions are open. Try again later.');
    }
    const server = createServer(owner);
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      eventStore: createReplay(),
      onsessioninitialized: (id) => {
        sessions.set(id, session);
      },
      onsessionclosed: (id) => {
        sessions.delete(id);
      },
    });
    await server.connect(transport);
    const unanswered = watchUnanswered(transport);
    const session: Session = { owner, server, transport, open: 0, unanswered, lastUsed: Date.now() };
    return await serve(session, request, body);
  }

  async function serve(session: Session, request: Request, body: unknown): Promise<Response> {
    session.lastUsed = Date.now();
    session.open++;
    let over = false;
    const done = () => {
      if (over) return;
      over = true;
      session.open--;
      session.lastUsed = Date.now();
    };
    try {
      const response = await session.transport.handleRequest(
        request,
        body === undefined ? {} : { parsedBody: body },
      );
      return body === undefined ? streaming(bounded(response), done) : await briefly(response, done);
    } catch (thrown) {
      done();
      throw thrown;
    }
  }

  function dropIdle(): void {
    const before = Date.now() - idleMs;
    for (const [id, session] of sessions)
      if (session.open === 0 && session.lastUsed < before) drop(id, session);
  }

  /** Whoever has his share makes room himself; where all have together what there is, whoever is idle for longest. */
  function hasRoom(owner: Principal): boolean {
    const all = [...sessions];
    const own = all.filter((one) => one[1].owner.id === owner.id);
    if (own.length >= maxEach) return dropOldestIdle(own);
    return all.length < maxSessions || dropOldestIdle(all);
  }

  function dropOldestIdle(among: readonly (readonly [string, Session])[]): boolean {
    const idle = among.filter(([, { open }]) => open === 0);
    const oldest = idle.toSorted(([, a], [, b]) => a.lastUsed - b.lastUsed)[0];
    if (oldest) drop(...oldest);
    return oldest !== undefined;
  }

  function drop(id: string, { server }: Session): void {
    sessions.delete(id);
    server.close().catch(() => {});
  }
}

/** Everything else that comes in a session may help to answer what it has asked. */
function asks(body: unknown): boolean {
  return Array.isArray(body) ? body.some(asks) : isJSONRPCRequest(body);
}
