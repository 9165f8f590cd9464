import { afterEach, beforeEach } from 'vitest';
import type { Backplane } from '../domain/port/backplane.ts';
import type { Store } from '../domain/port/store.ts';
import { startRelay, type NodeOptions, type RelayNode } from './relay.fixture.ts';

export interface RelayWorld {
  /** One process with a relay. */
  start(options?: NodeOptions): Promise<RelayNode>;
  /** Two processes on one store that hear each other. */
  startTwo(): Promise<readonly [RelayNode, RelayNode]>;
  store(): Store;
}

/** A place for a store of its own. */
export interface StorePlace {
  /** Opens it, as one process would. */
  open(): Store | Promise<Store>;
  discard(): Promise<void>;
  /** Between two processes, where the store has none. */
  readonly wires?: readonly Backplane[];
}

/** A store with Bobby and Annby in it, anew for each test. */
export function relayWorld(makePlace: () => StorePlace): RelayWorld {
  let place: StorePlace;
  let store: Store;
  let nodes: RelayNode[] = [];

  beforeEach(async () => {
    place = makePlace();
    store = await place.open();
    for (const id of ['bob', 'ann']) await store.webUsers.add({ id, name: `${id}by`, createdAt: 1 });
  });
  afterEach(async () => {
    for (const node of nodes) await node.close();
    nodes = [];
    await place.discard();
  });

  async function start(options?: NodeOptions, on = store): Promise<RelayNode> {
    const node = await startRelay(on, options);
    nodes.push(node);
    return node;
  }

  return {
    start,
    async startTwo() {
      const second = await place.open();
      const [one = store.backplane, other = second.backplane] = place.wires ?? [];
      return [
        await start({}, { ...store, backplane: one }),
        await start({}, { ...second, backplane: other }),
      ];
    },
    store: () => store,
  };
}
