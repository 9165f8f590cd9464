import { afterEach, beforeEach } from 'vitest';
import { createBackplanes } from '../domain/port/backplane.fixture.ts';
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
  open(): Store;
  discard(): Promise<void>;
}

/** A store with Bobby and Annby in it, anew for each test. */
export function relayWorld(makePlace: () => StorePlace): RelayWorld {
  let place: StorePlace;
  let store: Store;
  let nodes: RelayNode[] = [];

  beforeEach(async () => {
    place = makePlace();
    store = place.open();
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
      const [one, other] = createBackplanes(2);
      if (!one || !other) throw new Error('two were made');
      return [
        await start({}, { ...store, backplane: one }),
        await start({}, { ...place.open(), backplane: other }),
      ];
    },
    store: () => store,
  };
}
