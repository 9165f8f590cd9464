import type { Instance } from './instance.ts';

/** An Instance as a user has one, with what the test wants otherwise. */
export function anInstance(over: Partial<Instance> = {}): Instance {
  return {
    name: 'home',
    url: 'http://127.0.0.1:18789',
    isDefault: true,
    outlet: 'auto',
    mode: 'approvals',
    model: 'openclaw',
    timeoutMs: 60_000,
    maxConcurrent: 8,
    credentials: {},
    ...over,
  };
}
