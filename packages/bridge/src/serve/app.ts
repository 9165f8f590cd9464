import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { cors } from 'hono/cors';
import type { Guard } from '../auth/guard.ts';
import { whileWelcome } from '../auth/while-welcome.ts';
import { toFailure } from '../domain/failure.ts';
import type { Log } from '../domain/port/log.ts';
import type { Principal } from '../domain/principal.ts';
import { httpFace } from './http-face.ts';
import type { LetIn } from './let-in.ts';
import type { Page } from './page.ts';
import { isWebRoute, methodsOf, PATHS, routeOf } from './route.ts';
import type { Visits } from './visits.ts';
import type { LegacySse } from '../mcp/http/sse.ts';
import type { StreamableHttp } from '../mcp/http/streamable.ts';
import type { CheckReadiness } from '../usecases/check-readiness.ts';
import { VERSION } from '../version.ts';

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
const RESPONSE_HEADERS = ['mcp-session-id', 'mcp-protocol-version', 'www-authenticate', 'x-request-id'];

export interface HttpAppOptions {
  readonly mcp: StreamableHttp;
  readonly sse: LegacySse;
  readonly guard: Guard;
  readonly letIn: LetIn;
  /** False where everybody who reaches us is let in. */
  readonly asksForTokens: boolean;
  readonly checkReadiness: CheckReadiness;
  readonly visits: Pick<Visits, 'of'>;
  /** Undefined where nothing is counted. */
  readonly metrics: ((request: Request) => Promise<Response>) | undefined;
  /** The page for browsers, and what it asks; undefined where there is none. */
  readonly web: WebPaths | undefined;
  readonly log: Log;
}

export interface WebPaths {
  readonly page: Page;
  readonly fetch: (request: Request, http: HttpBindings) => Promise<Response>;
}

interface Env {
  readonly Bindings: HttpBindings;
}

/** The paths of the one HTTP port. The front has checked Host and Origin. */
export function createHttpApp(options: HttpAppOptions): Hono<Env> {
  const { mcp, sse, guard, letIn, asksForTokens, checkReadiness, visits, metrics, web, log } = options;
  const app = new Hono<Env>();
  const allowBrowsers = cors({
    origin: (origin) => (guard.allowsOrigin(origin) ? origin : null),
    allowMethods: ['GET', 'POST', 'DELETE'],
    allowHeaders: REQUEST_HEADERS,
    exposeHeaders: RESPONSE_HEADERS,
  });
  // Only pages send an Origin; for everybody else the headers would cost a tenth of the call.
  app.use(async function allowOrigins(c, next) {
    const isFromPage = c.req.raw.headers.has('origin') && !isWebRoute(routeOf(c.req.path));
    return isFromPage ? await allowBrowsers(c, next) : await next();
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
    const { isReady: ready, ...parts } = await checkReadiness();
    return c.json({ ready, version: VERSION, ...parts }, ready ? 200 : 503);
  });
  if (metrics !== undefined) app.get('/metrics', (c) => metrics(c.req.raw));
  app.get('/', async ({ req, text }) => {
    if (web === undefined || !wantsPage(req.raw)) return text(GREETING);
    return (await web.page.serve(req.raw)) ?? text(NOT_BUILT, 404);
  });
  if (web !== undefined) openWeb(web);

  const served = PATHS.filter((path) => path !== '/metrics' || metrics !== undefined);
  for (const path of served) app.all(path, ({ req }) => wrongMethod(req.raw.method, path));
  app.notFound((c) =>
    c.json({ error: { message: `There is nothing at ${c.req.path}. MCP clients use /mcp.` } }, 404),
  );
  app.onError((thrown, c) => {
    const failure = toFailure(thrown);
    const { id: request_id, route } = visits.of(c.env.incoming) ?? {};
    log.error({ requestId: request_id, route, stack: failure.stack }, failure.message);
    const { status, message, headers = {} } = httpFace(failure);
    return Response.json({ error: { message, request_id } }, { status, headers });
  });
  return app;

  function openWeb({ page, fetch }: WebPaths): void {
    const serve = ({ req, env }: Context<Env>) => fetch(req.raw, env);
    for (const tree of ['/chat/*', '/console/*', '/openclaw/*']) app.all(tree, serve);
    app.get('*', async (c, next) => (await page.serve(c.req.raw)) ?? (await next()));
  }

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

const GREETING = `clawbridge ${VERSION}\nMCP: POST /mcp (Streamable HTTP) or GET /sse (legacy)\nHealth: /healthz /readyz\n`;

const NOT_BUILT = `${GREETING}\nThe page of this clawbridge is missing: it is built by \`npm run build\`, and is part of what is installed.\n`;

/** Browsers ask for pages; programs are told in a few words what is here. */
function wantsPage({ headers }: Request): boolean {
  return headers.get('accept')?.includes('text/html') ?? false;
}

function wrongMethod(method: string, path: string): Response {
  const headers = { allow: methodsOf(path).join(', ') };
  if (method === 'OPTIONS') return new Response(null, { status: 204, headers });
  return Response.json({ error: { message: `${method} is not for ${path}.` } }, { status: 405, headers });
}

/** Stays open to hear what happens. Any other request is answered, however long that takes: it was let in. */
function listens({ method, headers }: Request): boolean {
  return method === 'GET' || headers.get('mcp-method') === 'subscriptions/listen';
}
