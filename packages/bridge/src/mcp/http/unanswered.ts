import type { RequestId, Transport } from '@modelcontextprotocol/server';
import { cancelledId } from '../cancelled-id.ts';

/** The requests that a connected transport has brought and that have no answer yet. One that was cancelled gets none. */
export function watchUnanswered(transport: Transport): ReadonlySet<RequestId> {
  const unanswered = new Set<RequestId>();
  const { onmessage, send } = transport;
  transport.onmessage = (message, extra) => {
    if ('method' in message && 'id' in message) unanswered.add(message.id);
    else if ('method' in message && message.method === 'notifications/cancelled')
      forget(cancelledId(message));
    onmessage?.(message, extra);
  };
  transport.send = async (message, options) => {
    if (!('method' in message)) forget(message.id);
    await send.call(transport, message, options);
  };
  return unanswered;

  function forget(id: RequestId | undefined): void {
    if (id !== undefined) unanswered.delete(id);
  }
}
