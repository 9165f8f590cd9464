import type { AccessTokenStore } from './access-token-store.ts';
import type { AuditLog } from './audit-log.ts';
import type { Backplane } from './backplane.ts';
import type { EndpointRegister } from './endpoint-register.ts';
import type { EventLog } from './event-log.ts';
import type { GrantStore } from './grant-store.ts';
import type { Keyring } from './keyring.ts';
import type { LinkRegister } from './link-register.ts';
import type { Outbox } from './outbox.ts';
import type { SpokenTasks } from './spoken-tasks.ts';
import type { TaskStore } from './task-store.ts';
import type { ThreadLog } from './thread-log.ts';
import type { UploadStore } from './upload-store.ts';
import type { WebUserStore } from './web-user-store.ts';

/** Everything durable, in one database: what belongs together changes together. Errors everywhere: `store_unavailable`. */
export interface Store {
  readonly tasks: TaskStore;
  readonly outbox: Outbox;
  readonly events: EventLog;
  readonly grants: GrantStore;
  readonly keyring: Keyring;
  readonly accessTokens: AccessTokenStore;
  readonly audit: AuditLog;
  readonly endpoints: EndpointRegister;
  readonly spoken: SpokenTasks;
  readonly threads: ThreadLog;
  readonly webUsers: WebUserStore;
  readonly uploads: UploadStore;
  readonly links: LinkRegister;
  readonly backplane: Backplane;
  /** What the database is, for people: a file or an address, without secrets. */
  readonly place: string;
  close(): Promise<void>;
}
