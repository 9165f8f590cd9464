import type { McpServer, RequestId } from '@modelcontextprotocol/server';

/** Calls `act` once the answer to a request has really gone out; never, when it does not. */
export type Written = (id: RequestId, act: () => void) => void;

/**
 * Makes the server that answers on one socket to an endpoint.
 * @param connection stands for the socket: calls that share it came over the same one
 */
export type CreateEndpointServer = (written: Written, connection: object) => McpServer;
