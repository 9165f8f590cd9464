import { toFailure, type FailureCode } from '../domain/failure.ts';
import type { AgentRunner, Run, RunWatch } from '../domain/port/agent-runner.ts';
import type { GatewayEar } from '../domain/port/gateway-ear.ts';
import type { Answer } from '../domain/task.ts';
import type { Instruments } from './instruments.ts';

/** Codes that say of a gateway that it is away, or closed to us. */
const NOT_USABLE: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'gateway_unreachable',
  'connection_lost',
  'gateway_unauthorized',
  'gateway_forbidden',
  'pairing_required',
  'insecure_url',
  'endpoint_missing',
]);

export interface GatewayHealth {
  runner(runner: AgentRunner): AgentRunner;
  ear(ear: GatewayEar): GatewayEar;
}

/** How gateways are, from what is done with them anyway: nothing is asked of them for it. */
export function createGatewayHealth(instruments: Instruments): GatewayHealth {
  const { gatewayUp, gatewayTrouble, gatewayConnects, gatewayFailures } = instruments;
  const trouble = new Map<string, FailureCode>();

  return {
    runner: (runner) => ({
      run: (run, watch) => followed(runner.run, run, watch),
      rejoin: (run, watch) => followed(runner.rejoin, run, watch),
    }),
    ear: (ear) => ({
      listen: (instance, hearing) =>
        ear.listen(instance, {
          ...hearing,
          onConnected() {
            gatewayConnects.inc({ instance });
            up(instance);
            hearing.onConnected();
          },
          onLost(failure) {
            // Over HTTP alone nothing can be heard, and all is well.
            if (failure.code !== 'endpoint_missing') down(instance, failure.code);
            hearing.onLost(failure);
          },
        }),
    }),
  };

  async function followed(follow: AgentRunner['run'], run: Run, watch: RunWatch): Promise<Answer> {
    try {
      const answer = await follow(run, watch);
      up(run.instance);
      return answer;
    } catch (thrown) {
      const { code } = toFailure(thrown);
      if (NOT_USABLE.has(code)) down(run.instance, code);
      throw thrown;
    }
  }

  function up(instance: string): void {
    gatewayUp.set({ instance }, 1);
    note(instance, undefined);
  }

  function down(instance: string, code: FailureCode): void {
    gatewayUp.set({ instance }, 0);
    gatewayFailures.inc({ instance, code });
    note(instance, code);
  }

  function note(instance: string, code: FailureCode | undefined): void {
    const before = trouble.get(instance);
    if (before === code) return;
    if (before !== undefined) gatewayTrouble.remove({ instance, code: before });
    if (code === undefined) trouble.delete(instance);
    else {
      trouble.set(instance, code);
      gatewayTrouble.set({ instance, code }, 1);
    }
  }
}
