import { pathOf } from './fault.ts';

interface Served {
  /** What may be done with it. What is streamed has no head of its own. */
  readonly methods: readonly string[];
  /** What it is asked for: `health` by who restarts what does not answer, `metrics` by who counts. */
  readonly tells?: 'health' | 'metrics';
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
]);

const TREES = ['/oauth', '/.well-known'];

export const PATHS: readonly string[] = [...SERVED.keys()];

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

/** Must be answered while somebody floods everything else: who asks restarts what does not answer. */
export function isHealth(route: string): boolean {
  return SERVED.get(route)?.tells === 'health';
}

/** Asked every few seconds, by programs that only want to know whether we are there. */
export function isProbe(route: string): boolean {
  return SERVED.get(route)?.tells !== undefined;
}
