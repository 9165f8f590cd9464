import type { JSONRPCMessage, RequestId } from '@modelcontextprotocol/server';

/** Which request is cancelled by this notification. */
export function cancelledId(message: JSONRPCMessage): RequestId | undefined {
  const id = 'params' in message ? message.params?.['requestId'] : undefined;
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}
