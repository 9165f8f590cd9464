import { pathOf } from './fault.ts';

const ROUTES: ReadonlySet<string> = new Set([
  '/',
  '/mcp',
  '/sse',
  '/messages',
  '/healthz',
  '/health',
  '/readyz',
  '/metrics',
]);

const TREES = ['/oauth', '/.well-known'];

/** What a path is called in logs and metrics: one of few words, whatever strangers ask for. */
export function routeOf(url: string): string {
  const path = pathOf(url);
  if (ROUTES.has(path)) return path;
  const tree = TREES.find((one) => path === one || path.startsWith(`${one}/`));
  return tree === undefined ? 'other' : `${tree}/*`;
}

/** Asked every few seconds, by programs that only want to know whether we are there. */
export function isProbe(route: string): boolean {
  return route === '/healthz' || route === '/health' || route === '/readyz' || route === '/metrics';
}
