import type { EndpointReport, EndpointTrouble } from '../endpoint.ts';
import type { FailureCode } from '../failure.ts';

/** What an HTTP request came to. */
export interface ServedRequest {
  /** From a closed list: never a path as somebody sent it. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  /** Milliseconds from the request to the last byte of its answer. */
  readonly ms: number;
}

export interface CalledTool {
  readonly tool: string;
  readonly outcome: 'ok' | FailureCode;
  readonly ms: number;
}

/**
 * Counts what happens at the doors, for whoever watches the bridge from outside. It is told of every request: an adapter
 * MUST be quick, MUST NOT throw, and MUST stay small whatever strangers send.
 */
export interface Metrics {
  served(request: ServedRequest): void;
  called(call: CalledTool): void;
  /** Somebody asked too often. `kind` says for what, from a closed list. */
  limited(kind: string): void;
  /** Somebody could not show who he is. `reason` comes from a closed list: `no_token`, `invalid_token`, `sign_in`. */
  unauthorized(reason: string): void;
  /** How things are with a xiaozhi endpoint now: told of every change. */
  endpoint(report: EndpointReport): void;
  /** A xiaozhi endpoint is connected: the first time, and after every loss. */
  endpointConnected(name: string): void;
  endpointLost(name: string, reason: EndpointTrouble): void;
}

/** For a process nobody watches. */
export const NO_METRICS: Metrics = {
  served() {},
  called() {},
  limited() {},
  unauthorized() {},
  endpoint() {},
  endpointConnected() {},
  endpointLost() {},
};
