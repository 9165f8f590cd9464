import { toFailure } from '../domain/failure.ts';
import type { Extent } from '../domain/port/event-log.ts';
import { OWNER } from '../domain/principal.ts';
import { openStore } from '../store/open-store.ts';
import type { Check, Finding } from './check.ts';

export const checkStore: Check = async (config) => {
  try {
    const store = await openStore(config);
    try {
      const { counts } = await store.tasks.list({ principal: OWNER.id, limit: 1 });
      const detail = `${store.place} (${counts.pending} pending, ${counts.running} running)`;
      return [{ name: 'Store', status: 'ok', detail }, eventLog(await store.events.extent())];
    } finally {
      await store.close();
    }
  } catch (thrown) {
    const { message, hint = 'Look at the file and its folder.' } = toFailure(thrown);
    return [{ name: 'Store', status: 'fail', detail: message, hint }];
  }
};

function eventLog({ epoch, oldest, newest }: Extent): Finding {
  const count = newest - oldest + 1;
  const which =
    count === 0 ? `none now, the next has cursor ${newest + 1}` : `cursors ${oldest} to ${newest}`;
  return { name: 'Event log', status: 'ok', detail: `${count} events (${which}, epoch ${epoch})` };
}
