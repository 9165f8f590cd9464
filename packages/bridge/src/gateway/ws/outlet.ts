import { recordOf, toFailure } from '../../domain/failure.ts';
import { defined } from '../json.ts';
import type { GatewayOutlet } from '../outlet.ts';
import { createAgentRunner } from './agent-runner.ts';
import { createConnection, type ConnectionOptions } from './connection.ts';
import { createMessageSender } from './message-sender.ts';

export interface WsOutletOptions extends ConnectionOptions {
  /** See AgentRunnerOptions. */
  readonly ownsAllRuns: boolean;
}

/** Speaks to a gateway by its WebSocket, with OpenClaw's own client. */
export function createWsOutlet(options: WsOutletOptions): GatewayOutlet {
  const connection = createConnection(options);
  return {
    ...createMessageSender(connection),
    ...createAgentRunner({ connection, log: options.log, ownsAllRuns: options.ownsAllRuns }),
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
          ...defined({ version }),
        };
      } catch (thrown) {
        return { failure: recordOf(toFailure(thrown)) };
      }
    },
    close: () => connection.close(),
  };
}
