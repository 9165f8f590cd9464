import { knownEndpoint } from '../config/known-endpoint.ts';
import type { Config } from '../config/read.ts';
import { toFailure } from '../domain/failure.ts';
import { openStore } from '../store/open-store.ts';
import { systemClock } from '../system-clock.ts';
import { createListEndpoints, type ListedEndpoint } from '../usecases/list-endpoints.ts';
import type { Check, Finding } from './check.ts';
import { endpointState } from './endpoint-state.ts';
import { endpointToken } from './endpoint-token.ts';

/** What is known of each endpoint without dialling it, which would throw out who holds it. */
export const checkXiaozhi: Check = async (config) => {
  if (config.xiaozhi.length === 0) return [];
  return [...tokensOf(config), ...(await statesOf(config))];
};

function tokensOf({ xiaozhi }: Config): readonly Finding[] {
  return xiaozhi.flatMap(({ endpoint }) => {
    const verdict = endpointToken(endpoint, systemClock.now());
    return verdict === undefined ? [] : [{ name: `Token of xiaozhi ${endpoint.name}`, ...verdict }];
  });
}

async function statesOf(config: Config): Promise<readonly Finding[]> {
  try {
    return (await listed(config)).map((one) => ({
      name: `Xiaozhi ${one.name}`,
      ...endpointState(one, systemClock.now()),
    }));
  } catch (thrown) {
    const { message, hint = 'Look at the file and its folder.' } = toFailure(thrown);
    return [{ name: 'Xiaozhi', status: 'fail', detail: message, hint }];
  }
}

async function listed(config: Config): Promise<readonly ListedEndpoint[]> {
  const store = await openStore(config);
  try {
    const known = config.xiaozhi.map(knownEndpoint);
    const all = await createListEndpoints({ known, register: store.endpoints, clock: systemClock })();
    return all.filter(({ isConfigured }) => isConfigured);
  } finally {
    await store.close();
  }
}
