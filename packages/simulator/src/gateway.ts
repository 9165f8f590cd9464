import { randomUUID } from 'node:crypto';
import { Approvals } from './approvals.ts';
import { Audience } from './audience.ts';
import type { Devices } from './devices.ts';
import type { Stage } from './perform.ts';
import type { Run } from './run.ts';
import { Runs } from './runs.ts';
import type { Sessions } from './sessions.ts';

/** What a gateway writes down, and finds again when it comes back. */
export interface Disk {
  readonly sessions: Sessions;
  readonly devices: Devices;
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
}

/** What a run may do to the process around it. */
export type Accidents = Pick<Stage, 'disconnect' | 'restart'>;

/** A gateway that remembers nothing but what is on its disk. */
export function bornGateway(
  settings: GatewaySettings,
  disk: Disk,
  accidents: Accidents,
  onRun: (run: Run) => void,
): Gateway {
  const audience = new Audience();
  const approvals = new Approvals(audience);
  const stage: Stage = { ...accidents, approve: (run, call) => approvals.ask(run, call) };
  const runs = new Runs(audience, stage, settings.turnDelayMs, onRun);
  return { settings, disk, bootId: randomUUID(), bornAt: Date.now(), audience, runs, approvals };
}
