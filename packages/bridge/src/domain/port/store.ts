import type { EventLog } from './event-log.ts';
import type { Outbox } from './outbox.ts';
import type { TaskStore } from './task-store.ts';

/** Everything durable, in one database: what belongs together changes together. Errors everywhere: `store_unavailable`. */
export interface Store {
  readonly tasks: TaskStore;
  readonly outbox: Outbox;
  readonly events: EventLog;
  /** What the database is, for people: a file or an address, without secrets. */
  readonly place: string;
  close(): Promise<void>;
}
