import { Failure } from '../../domain/failure.ts';
import type { Json } from '../json.ts';
import type { Connection, GatewayEvent } from './connection.ts';

export interface ScriptedConnection extends Connection {
  /** Every request so far: method and parameters. */
  readonly requests: readonly (readonly [string, Json])[];
  /** Lets an event of the gateway arrive. */
  emit(event: GatewayEvent): void;
}

type ScriptedAnswer = (params: Json, options?: Parameters<Connection['request']>[2]) => unknown;

/** A Connection without a gateway: each method answers what the test says; any other is refused. */
export function createScriptedConnection(
  answers: Readonly<Record<string, ScriptedAnswer>>,
): ScriptedConnection {
  const requests: (readonly [string, Json])[] = [];
  const listeners = new Set<(event: GatewayEvent) => void>();
  return {
    requests,
    async request(method, params, options) {
      requests.push([method, params]);
      const answer = answers[method];
      if (!answer) throw new Failure('gateway_refused', `unknown method: ${method}`);
      return (await answer(params, options)) as Json;
    },
    hello: async () => ({ scopes: ['operator.read', 'operator.write'] }),
    onEvent(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    emit(event) {
      for (const listener of listeners) listener(event);
    },
    async close() {},
  };
}
