import type { EventLog } from '../domain/port/event-log.ts';
import type { Instruments } from './instruments.ts';

export function countedEvents(log: EventLog, { events: counter }: Instruments): EventLog {
  return {
    ...log,
    async append(events, mark) {
      const count = await log.append(events, mark);
      const [first] = events;
      if (count > 0 && first) counter.inc({ instance: first.instance }, count);
      return count;
    },
  };
}
