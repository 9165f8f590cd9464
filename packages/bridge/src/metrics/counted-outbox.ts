import type { Outbox } from '../domain/port/outbox.ts';
import type { Instruments } from './instruments.ts';

export function countedOutbox(outbox: Outbox, { deliveries }: Instruments): Outbox {
  return {
    ...outbox,
    async delivered(id, worker, now) {
      await outbox.delivered(id, worker, now);
      deliveries.inc({ outcome: 'delivered' });
    },
    async postpone(id, worker, failure, notBefore) {
      await outbox.postpone(id, worker, failure, notBefore);
      deliveries.inc({ outcome: 'postponed' });
    },
    async giveUp(id, worker, failure) {
      await outbox.giveUp(id, worker, failure);
      deliveries.inc({ outcome: 'failed' });
    },
  };
}
