import { toFailure } from '../domain/failure.ts';
import { OWNER } from '../domain/principal.ts';
import { openStore } from '../store/open-store.ts';
import type { Check } from './check.ts';

export const checkStore: Check = async (config) => {
  try {
    const store = await openStore(config);
    const { counts } = await store.tasks.list({ principal: OWNER.id, limit: 1 });
    await store.close();
    return [
      {
        name: 'Store',
        status: 'ok',
        detail: `${store.place} (${counts.pending} pending, ${counts.running} running)`,
      },
    ];
  } catch (thrown) {
    const { message, hint = 'Look at the file and its folder.' } = toFailure(thrown);
    return [{ name: 'Store', status: 'fail', detail: message, hint }];
  }
};
