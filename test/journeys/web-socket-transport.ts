import { parseJSONRPCMessage, type Transport } from '@modelcontextprotocol/client';
import { WebSocket } from 'ws';

/** An SDK client's way to the WebSocket of a server. */
export function webSocketTransport(url: string): Transport {
  const ws = new WebSocket(`${url.replace('http', 'ws')}/mcp`, ['mcp']);
  const transport: Transport = {
    async start() {
      ws.on('message', (data: Buffer) =>
        transport.onmessage?.(parseJSONRPCMessage(JSON.parse(data.toString()))),
      );
      ws.once('close', () => transport.onclose?.());
      await new Promise((resolve, reject) => ws.once('open', resolve).once('error', reject));
    },
    async send(message) {
      ws.send(JSON.stringify(message));
    },
    async close() {
      ws.close();
    },
  };
  return transport;
}
