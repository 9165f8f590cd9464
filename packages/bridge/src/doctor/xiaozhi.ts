import { knownEndpoint } from '../config/known-endpoint.ts';
import type { Config } from '../config/read.ts';
import { toFailure } from '../domain/failure.ts';
import { openStore } from '../store/open-store.ts';
import { systemClock } from '../system-clock.ts';
import { createListEndpoints, type ListedEndpoint } from '../usecases/list-endpoints.ts';
import type { Check, Finding } from './check.ts';
import { endpointFile } from './endpoint-file.ts';
import { endpointState } from './endpoint-state.ts';
import { endpointToken } from './endpoint-token.ts';

/** What is known of each endpoint without dialling it, which would throw out who holds it. */
export const checkXiaozhi: Check = async (config) => {
  if (config.xiaozhi.length === 0) return [];
  return [...tokensOf(config), ...(await statesOf(config))];
};

function tokensOf({ xiaozhi }: Config): readonly Finding[] {
  return xiaozhi.flatMap((settings) => {
    const verdict = endpointToken(settings, systemClock.now());
    const name = `Endpoint ${settings.endpoint.name}`;
    const file = endpointFile(settings);
    return [
      ...(file === undefined ? [] : [{ name: `${name}, file`, ...file }]),
      ...(verdict === undefined ? [] : [{ name: `${name}, token`, ...verdict }]),
    ];
  });
}

async function statesOf(config: Config): Promise<readonly Finding[]> {
  try {
    const all = await listed(config);
    return all
      .filter(({ isConfigured }) => isConfigured)
      .map((one) => ({
        name: `Endpoint ${one.name}`,
        ...endpointState(one, systemClock.now(), all),
      }));
  } catch (thrown) {
    const { message, hint = 'Look at the file and its folder.' } = toFailure(thrown);
    return [{ name: 'Endpoints', status: 'fail', detail: message, hint }];
  }
}

async function listed(config: Config): Promise<readonly ListedEndpoint[]> {
  const store = await openStore(config);
  try {
    const known = config.xiaozhi.map(knownEndpoint);
    return await createListEndpoints({ known, register: store.endpoints, clock: systemClock })();
  } finally {
    await store.close();
  }
}
