import { join } from 'node:path';
import { toFailure } from '../domain/failure.ts';
import { OWNER } from '../domain/principal.ts';
import { openTaskStore } from '../store/sqlite/task-store.ts';
import type { Check } from './check.ts';

export const checkStore: Check = async ({ home }) => {
  const file = join(home, 'state.db');
  try {
    const store = openTaskStore(file);
    const { counts } = await store.list({ principal: OWNER.id, limit: 1 });
    await store.close();
    return [
      {
        name: 'Store',
        status: 'ok',
        detail: `${file} (${counts.pending} pending, ${counts.running} running)`,
      },
    ];
  } catch (thrown) {
    const { message, hint = 'Look at the file and its folder.' } = toFailure(thrown);
    return [{ name: 'Store', status: 'fail', detail: message, hint }];
  }
};
