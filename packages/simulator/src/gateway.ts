import { randomUUID } from 'node:crypto';
import type { Approval } from './approval.ts';
import { Approvals } from './approvals.ts';
import { approveExec } from './approve-exec.ts';
import { Audience } from './audience.ts';
import type { Devices } from './devices.ts';
import type { Stage } from './perform.ts';
import { Post, type SentMessage } from './post.ts';
import type { Run } from './run.ts';
import { Runs } from './runs.ts';
import type { Sessions } from './sessions.ts';
import type { Trouble } from './trouble.ts';

/** What a gateway writes down, and finds again when it comes back. */
export interface Disk {
  readonly sessions: Sessions;
  readonly devices: Devices;
  /** In the order in which they were raised. */
  readonly approvals: Approval[];
}

/** How this gateway is configured. */
export interface GatewaySettings {
  readonly token: string;
  readonly remote: boolean;
  readonly chatCompletions: boolean;
  readonly webSocket: boolean;
  readonly version: string;
  readonly tickIntervalMs: number;
  readonly turnDelayMs: number;
  readonly drainMs: number;
  readonly channels: readonly string[];
}

/** One life of the gateway: from a start to the next stop or crash. */
export interface Gateway {
  readonly settings: GatewaySettings;
  readonly disk: Disk;
  readonly bootId: string;
  readonly bornAt: number;
  readonly audience: Audience;
  readonly runs: Runs;
  readonly approvals: Approvals;
  readonly post: Post;
  readonly trouble: Trouble;
}

/** What a run may do to the process around it. */
export type Accidents = Pick<Stage, 'disconnect' | 'restart'>;

/** Who is told what this gateway does. */
export interface Book {
  readonly onRun: (run: Run) => void;
  readonly onSent: (message: SentMessage) => void;
}

/** A gateway that remembers nothing but what is on its disk. */
export function bornGateway(
  settings: GatewaySettings,
  disk: Disk,
  accidents: Accidents,
  book: Book,
  trouble: Trouble,
): Gateway {
  const audience = new Audience(trouble);
  const approvals = new Approvals(audience, disk.approvals);
  const stage: Stage = { ...accidents, approve: (run, call) => approveExec(approvals, run, call) };
  const runs = new Runs(audience, stage, settings.turnDelayMs, book.onRun);
  const post = new Post(settings.channels, book.onSent);
  const birth = { bootId: randomUUID(), bornAt: Date.now() };
  return { settings, disk, ...birth, audience, runs, approvals, post, trouble };
}
