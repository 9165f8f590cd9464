import { Failure } from '../../domain/failure.ts';
import type { Json } from '../json.ts';
import type { Connection, GatewayEvent, Hello } from './connection.ts';
import { scopesOf } from './scopes.ts';

export interface ScriptedConnection extends Connection {
  /** Every request so far: method and parameters. */
  readonly requests: readonly (readonly [string, Json])[];
  /** Lets an event of the gateway arrive. */
  emit(event: GatewayEvent): void;
  /** Breaks the wire. */
  lose(failure: Failure): void;
}

type ScriptedAnswer = (params: Json, options?: Parameters<Connection['request']>[2]) => unknown;

/** A Connection without a gateway: each method answers what the test says; any other is refused. */
export function createScriptedConnection(
  answers: Readonly<Record<string, ScriptedAnswer>>,
): ScriptedConnection {
  const requests: (readonly [string, Json])[] = [];
  const listeners = new Set<(event: GatewayEvent) => void>();
  const mourners = new Set<(failure: Failure) => void>();
  const ask = async (...[method, params, options]: Parameters<Connection['request']>) => {
    requests.push([method, params]);
    const answer = answers[method];
    if (!answer) throw new Failure('gateway_refused', `unknown method: ${method}`);
    return await answer(params, options);
  };
  return {
    requests,
    request: async (...args) => (await ask(...args)) as Json,
    requestList: async (...args) => (await ask(...args)) as readonly unknown[],
    // A test without a word on scopes is about a connection that has those of every day.
    hello: async () =>
      ((await answers['hello']?.({})) as Hello | undefined) ?? { scopes: scopesOf('approvals') },
    onEvent(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    onLost(listener) {
      mourners.add(listener);
      return () => {
        mourners.delete(listener);
      };
    },
    lose(failure) {
      for (const mourner of mourners) mourner(failure);
    },
    emit(event) {
      for (const listener of listeners) listener(event);
    },
    async close() {},
  };
}
