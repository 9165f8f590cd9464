import type { Endpoint, EndpointTrouble } from '../../domain/endpoint.ts';
import type { Clock } from '../../domain/port/clock.ts';
import type { CreateEndpointServer } from './endpoint-server.ts';

export interface EndpointCheck {
  readonly endpoint: Endpoint;
  readonly createServer: CreateEndpointServer;
  readonly clock: Clock;
  /** Another process holds the endpoint: it is asked as a device would ask, and nobody is thrown out. */
  readonly probeOnly?: boolean;
}

/** What a check found. */
export interface EndpointFindings {
  /** Until the socket was open. Milliseconds; undefined when none was, or the check is not to open one. */
  readonly connectedMs?: number;
  /** How many tools the other side has read. Undefined when it did not ask, or could not be made to. */
  readonly tools?: number;
  /** What is wrong. */
  readonly trouble?: {
    readonly reason: EndpointTrouble;
    /** What happened, for a person. Never holds a secret. */
    readonly message: string;
    readonly hint: string;
  };
}

/** Tries an endpoint once, from the socket to the list of tools. Never throws for what the other side does. */
export async function checkEndpoint(check: EndpointCheck): Promise<EndpointFindings> {
  throw new Error(`not tried yet: ${check.endpoint.name}`);
}
