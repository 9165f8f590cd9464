import type { Listener } from './audience.ts';
import type { Gateway } from './gateway.ts';
import { readParams, type Params, type ParamsOf, type Shape } from './params.ts';

/** The connection a request came through. */
export interface Client extends Listener {
  subscribe(sessionKey: string): void;
  unsubscribe(sessionKey: string): void;
  subscribeAll(): void;
}

/** One request. */
export interface Call<P> {
  readonly gateway: Gateway;
  readonly client: Client;
  readonly params: P;
  /** Sends a response before the last one, under the same id. */
  readonly respond: (payload: object) => void;
}

/** A method of the gateway: who may call it, and what it answers. Errors: Refusal. */
export interface Method {
  readonly scope: string;
  readonly handle: (call: Call<Params>) => object | Promise<object>;
}

/** Defines a method whose handler sees checked parameters. */
export function method<S extends Shape>(
  name: string,
  scope: string,
  shape: S,
  handle: (call: Call<ParamsOf<S>>) => object | Promise<object>,
): readonly [string, Method] {
  return [
    name,
    { scope, handle: (call) => handle({ ...call, params: readParams(name, shape, call.params) }) },
  ];
}
