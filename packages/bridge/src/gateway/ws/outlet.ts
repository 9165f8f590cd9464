import { approvalReach } from '../../domain/approval.ts';
import { recordOf, toFailure } from '../../domain/failure.ts';
import { defined } from '../json.ts';
import type { GatewayOutlet } from '../outlet.ts';
import { createAgentRunner } from './agent-runner.ts';
import { createApprovals } from './approvals.ts';
import { createConnection, type ConnectionOptions } from './connection.ts';
import { createConversations } from './conversations.ts';
import { createGatewayEar, EAR_CAPABILITIES } from './gateway-ear.ts';
import { createMessageSender } from './message-sender.ts';

/**
 * Not `session-scoped-events`: a run would then need a subscription to its session, which makes the gateway read and send
 * each message of it as well (16 kB and some 10 ms of the gateway's time per turn, instead of 5 kB).
 */
const RUN_CAPABILITIES = ['tool-events'];

export interface WsOutletOptions extends Omit<ConnectionOptions, 'capabilities'> {
  /** See AgentRunnerOptions. */
  readonly ownsAllRuns: boolean;
}

/** Speaks to a gateway by its WebSocket, with OpenClaw's own client. */
export function createWsOutlet(options: WsOutletOptions): GatewayOutlet {
  const connection = createConnection({ ...options, capabilities: RUN_CAPABILITIES });
  const ear = createGatewayEar({
    connect: () => createConnection({ ...options, capabilities: EAR_CAPABILITIES }),
    log: options.log,
    chance: Math.random,
  });
  return {
    ...createConversations(connection),
    ...createApprovals(connection),
    ...createMessageSender(connection),
    ...createAgentRunner({ connection, log: options.log, ownsAllRuns: options.ownsAllRuns }),
    listen: (instance, hearing) => ear.listen(instance, hearing),
    async reach() {
      await connection.hello();
    },
    async probe() {
      try {
        const { version, scopes } = await connection.hello();
        const begun = performance.now();
        await connection.request('agents.list', {}, { timeoutMs: 5_000 });
        return {
          outlet: 'ws',
          latencyMs: Math.round(performance.now() - begun),
          scopes,
          approvals: approvalReach(scopes),
          ...defined({ version }),
        };
      } catch (thrown) {
        return { failure: recordOf(toFailure(thrown)) };
      }
    },
    async close() {
      await Promise.all([ear.close(), connection.close()]);
    },
  };
}
