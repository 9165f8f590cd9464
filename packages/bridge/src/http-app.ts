import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { cors } from 'hono/cors';
import type { Guard } from './auth/guard.ts';
import { whileWelcome } from './auth/while-welcome.ts';
import { toFailure } from './domain/failure.ts';
import type { Log } from './domain/port/log.ts';
import type { Principal } from './domain/principal.ts';
import type { LetIn } from './http-let-in.ts';
import type { LegacySse } from './mcp/http/sse.ts';
import type { StreamableHttp } from './mcp/http/streamable.ts';
import { VERSION } from './version.ts';

/** Headers browsers may send and read across origins. */
const REQUEST_HEADERS = [
  'content-type',
  'accept',
  'authorization',
  'mcp-protocol-version',
  'mcp-session-id',
  'mcp-method',
  'mcp-name',
  'last-event-id',
];
const RESPONSE_HEADERS = ['mcp-session-id', 'mcp-protocol-version', 'www-authenticate'];

export interface HttpAppOptions {
  readonly mcp: StreamableHttp;
  readonly sse: LegacySse;
  readonly guard: Guard;
  readonly letIn: LetIn;
  /** False where everybody who reaches us is let in. */
  readonly asksForTokens: boolean;
  /** Resolves when requests can be served; rejects with the reason. */
  readonly ready: () => Promise<void>;
  readonly log: Log;
}

interface Env {
  readonly Bindings: HttpBindings;
}

/** What may be done with each path. What is streamed has no head of its own. */
const METHODS: Readonly<Record<string, readonly string[]>> = {
  '/': ['GET', 'HEAD', 'POST'],
  '/mcp': ['GET', 'POST', 'DELETE'],
  '/sse': ['GET'],
  '/messages': ['POST'],
  '/healthz': ['GET', 'HEAD'],
  '/readyz': ['GET', 'HEAD'],
  '/health': ['GET', 'HEAD'],
};

/** The paths of the one HTTP port. The front has checked Host and Origin. */
export function createHttpApp({
  mcp,
  sse,
  guard,
  letIn,
  asksForTokens,
  ready,
  log,
}: HttpAppOptions): Hono<Env> {
  const app = new Hono<Env>();
  const allowBrowsers = cors({
    origin: (origin) => (guard.allowsOrigin(origin) ? origin : null),
    allowMethods: ['GET', 'POST', 'DELETE'],
    allowHeaders: REQUEST_HEADERS,
    exposeHeaders: RESPONSE_HEADERS,
  });
  // Only pages send an Origin; for everybody else the headers would cost a tenth of the call.
  app.use(async function allowOrigins(c, next) {
    return c.req.raw.headers.has('origin') ? await allowBrowsers(c, next) : await next();
  });

  app.on(['GET', 'POST', 'DELETE'], '/mcp', admitted(mcp.fetch));
  // People give clients the bare address; what a client posts there can only be meant for /mcp.
  app.post('/', admitted(mcp.fetch));
  app.get(
    '/sse',
    admitted((_, principal) => sse.open(principal)),
  );
  app.post('/messages', admitted(sse.receive));

  app.get('/healthz', (c) => c.json({ status: 'ok', version: VERSION }));
  // What openclaw-mcp answers here, for health checks that were written for it.
  app.get('/health', (c) =>
    c.json({ status: 'ok', transport: 'streamable-http', legacySseSupported: true, auth: asksForTokens }),
  );
  app.get('/readyz', async (c) => {
    try {
      await ready();
      return c.json({ ready: true, version: VERSION });
    } catch (thrown) {
      return c.json({ ready: false, version: VERSION, reason: toFailure(thrown).message }, 503);
    }
  });
  app.get('/', (c) =>
    c.text(
      `clawbridge ${VERSION}\nMCP: POST /mcp (Streamable HTTP) or GET /sse (legacy)\nHealth: /healthz /readyz\n`,
    ),
  );

  for (const path of Object.keys(METHODS)) app.all(path, ({ req }) => wrongMethod(req.raw.method, path));
  app.notFound((c) =>
    c.json({ error: { message: `There is nothing at ${c.req.path}. MCP clients use /mcp.` } }, 404),
  );
  app.onError((thrown, c) => {
    const failure = toFailure(thrown);
    log.error({ path: c.req.path, stack: failure.stack }, failure.message);
    if (failure.retryable)
      return c.json({ error: { message: 'Not available now. Try again in a moment.' } }, 503);
    return c.json({ error: { message: 'Internal error. The log of clawbridge has the details.' } }, 500);
  });
  return app;

  /** Serves those only whom the gate lets in. */
  function admitted(serve: (request: Request, principal: Principal) => Promise<Response>) {
    return async function passGate({ req, env }: Context<Env>): Promise<Response> {
      // Hono asks for what GET answers, and would leave a stream open that nobody reads.
      if (req.raw.method === 'HEAD') return wrongMethod('HEAD', req.path);
      const admission = await letIn(req.raw, env);
      if (admission instanceof Response) return admission;
      const response = await serve(req.raw, admission.principal);
      return listens(req.raw) ? whileWelcome(response, admission) : response;
    };
  }
}

function wrongMethod(method: string, path: string): Response {
  const headers = { allow: METHODS[path]?.join(', ') ?? '' };
  if (method === 'OPTIONS') return new Response(null, { status: 204, headers });
  return Response.json({ error: { message: `${method} is not for ${path}.` } }, { status: 405, headers });
}

/** Stays open to hear what happens. Any other request is answered, however long that takes: it was let in. */
function listens({ method, headers }: Request): boolean {
  return method === 'GET' || headers.get('mcp-method') === 'subscriptions/listen';
}
