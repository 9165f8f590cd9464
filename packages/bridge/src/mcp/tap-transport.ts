import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';

export interface Tap {
  received(message: JSONRPCMessage): void;
  sent(message: JSONRPCMessage): void;
}

/** A transport whose messages somebody else sees, too: before they are served, and before they go out. */
export function tapTransport(wire: Transport, tap: Tap): Transport {
  const tapped: Transport = {
    async start() {
      wire.onmessage = (message, extra) => {
        tap.received(message);
        tapped.onmessage?.(message, extra);
      };
      wire.onclose = () => tapped.onclose?.();
      wire.onerror = (error) => tapped.onerror?.(error);
      await wire.start();
    },
    async send(message, options) {
      tap.sent(message);
      await wire.send(message, options);
    },
    close: () => wire.close(),
  };
  return tapped;
}
