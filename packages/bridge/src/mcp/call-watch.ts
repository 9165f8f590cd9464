import type { FailureRecord } from '../domain/failure.ts';
import type { Principal } from '../domain/principal.ts';
import type { Verbs } from '../usecases/verbs.ts';

/** A call of a tool, as it comes in. */
export interface WatchedCall {
  readonly tool: string;
  readonly isReadOnly: boolean;
  readonly principal: Principal;
  /** What it came with; undefined on a WebSocket, where a message is no request. */
  readonly request: Request | undefined;
  /** What the WebSocket began with. */
  readonly connection: object | undefined;
  /** What the client says of the call besides its input. */
  readonly meta: Readonly<Record<string, unknown>> | undefined;
}

/** Sees one call to its end. MUST NOT throw. */
export interface CallWatch {
  /** Names the request to whoever has to look into it. */
  readonly requestId: string | undefined;
  /** The verbs as this call uses them. */
  verbs(verbs: Verbs): Verbs;
  ended(failure?: FailureRecord): void;
}

/** Told of every call at a door of `serve`: for metrics, traces and the audit log. */
export type WatchCall = (call: WatchedCall) => CallWatch;
