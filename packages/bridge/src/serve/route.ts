import { pathOf } from './fault.ts';

interface Served {
  /** What may be done with it. What is streamed has no head of its own. */
  readonly methods: readonly string[];
  /** What it is asked for: `health` by who restarts what does not answer, `metrics` by who counts. */
  readonly tells?: 'health' | 'metrics';
  /** A file of the page for browsers. */
  readonly isPage?: boolean;
}

/** All paths of the port, besides those of an authorization server. */
const SERVED: ReadonlyMap<string, Served> = new Map<string, Served>([
  ['/', { methods: ['GET', 'HEAD', 'POST'] }],
  ['/mcp', { methods: ['GET', 'POST', 'DELETE'] }],
  ['/sse', { methods: ['GET'] }],
  ['/messages', { methods: ['POST'] }],
  ['/healthz', { methods: ['GET', 'HEAD'], tells: 'health' }],
  ['/readyz', { methods: ['GET', 'HEAD'], tells: 'health' }],
  ['/health', { methods: ['GET', 'HEAD'], tells: 'health' }],
  ['/metrics', { methods: ['GET', 'HEAD'], tells: 'metrics' }],
  ['/sw.js', { methods: ['GET', 'HEAD'], isPage: true }],
  ['/manifest.webmanifest', { methods: ['GET', 'HEAD'], isPage: true }],
]);

/** What browsers come for: the chat, and what the owner alone may see. */
const WEB_TREES = ['/chat', '/console'];
const ASSETS = '/assets';

const TREES = ['/oauth', '/.well-known', ...WEB_TREES, '/openclaw', ASSETS];

/** Those of programs. */
export const PATHS: readonly string[] = [...SERVED].flatMap(([path, { isPage }]) => (isPage ? [] : [path]));

export function methodsOf(path: string): readonly string[] {
  return SERVED.get(path)?.methods ?? [];
}

/** What a path is called in logs and metrics: one of few words, whatever strangers ask for. */
export function routeOf(url: string): string {
  const path = pathOf(url);
  if (SERVED.has(path)) return path;
  const tree = TREES.find((one) => path === one || path.startsWith(`${one}/`));
  return tree === undefined ? 'other' : `${tree}/*`;
}

/** Answers there are for our own page, and for no other. */
export function isWebRoute(route: string): boolean {
  return WEB_TREES.some((tree) => route === `${tree}/*`);
}

/** Files everybody may have: a browser asks for a dozen of them at once. */
export function isPageFile(route: string): boolean {
  return route === `${ASSETS}/*` || SERVED.get(route)?.isPage === true;
}

/** Must be answered while somebody floods everything else: who asks restarts what does not answer. */
export function isHealth(route: string): boolean {
  return SERVED.get(route)?.tells === 'health';
}

/** Asked every few seconds, by programs that only want to know whether we are there. */
export function isProbe(route: string): boolean {
  return SERVED.get(route)?.tells !== undefined;
}
