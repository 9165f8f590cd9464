import type { InstanceReport } from '../domain/instance-report.ts';
import type { AgentRunner } from '../domain/port/agent-runner.ts';
import type { MessageSender } from '../domain/port/message-sender.ts';

/** One way to speak to one instance. */
export interface GatewayOutlet extends AgentRunner, MessageSender {
  /** Resolves when this way is usable now; rejects with the Failure that says why not. */
  reach(): Promise<void>;
  probe(): Promise<InstanceReport>;
  close(): Promise<void>;
}
