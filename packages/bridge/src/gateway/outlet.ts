import type { InstanceReport } from '../domain/instance-report.ts';
import type { AgentRunner } from '../domain/port/agent-runner.ts';
import type { Approvals } from '../domain/port/approvals.ts';
import type { Conversations } from '../domain/port/conversations.ts';
import type { GatewayEar } from '../domain/port/gateway-ear.ts';
import type { MessageSender } from '../domain/port/message-sender.ts';

/** One way to speak to one instance. */
export interface GatewayOutlet extends AgentRunner, MessageSender, Conversations, Approvals, GatewayEar {
  /** Resolves when this way is usable now; rejects with the Failure that says why not. */
  reach(): Promise<void>;
  probe(): Promise<InstanceReport>;
  /** Ends all listening as well. */
  close(): Promise<void>;
}
