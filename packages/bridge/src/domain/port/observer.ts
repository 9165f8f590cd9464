import type { AgentRunner } from './agent-runner.ts';
import type { GatewayEar } from './gateway-ear.ts';
import type { Store } from './store.ts';

/** Watches what goes through our ports. What it returns MUST behave exactly as what it was given. */
export interface Observer {
  store(store: Store): Store;
  runner(runner: AgentRunner): AgentRunner;
  ear(ear: GatewayEar): GatewayEar;
}

/** One for all of them; nobody's leaves everything as it is. */
export function together(observers: readonly Observer[]): Observer {
  return {
    store: (store) => observers.reduce((seen, observer) => observer.store(seen), store),
    runner: (runner) => observers.reduce((seen, observer) => observer.runner(seen), runner),
    ear: (ear) => observers.reduce((seen, observer) => observer.ear(seen), ear),
  };
}
