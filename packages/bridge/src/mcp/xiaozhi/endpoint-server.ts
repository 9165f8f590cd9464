import type { McpServer } from '@modelcontextprotocol/server';
import type { Written } from '../when-written.ts';

/**
 * Makes the server that answers on one socket to an endpoint.
 * @param connection stands for the socket: calls that share it came over the same one
 */
export type CreateEndpointServer = (written: Written, connection: object) => McpServer;
