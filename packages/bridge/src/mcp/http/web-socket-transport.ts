import { parseJSONRPCMessage, type JSONRPCMessage, type Transport } from '@modelcontextprotocol/server';
import type { RawData, WebSocket } from 'ws';
import { MOST_UNREAD_BYTES, notRead } from './bounded-stream.ts';

/** Close codes of RFC 6455: all is said; the server is going; the wrong kind of data; not let in any more; a fault of ours. */
const SAID = 1000;
const GOING = 1001;
const NO_TEXT = 1003;
export const NO_LONGER = 1008;
const FAULT = 1011;

/** What is asked before each message of a client. */
export interface Manners {
  /** False once he may no longer be here. */
  isWelcome(): Promise<boolean>;
  /** Counts the message, and says for how many seconds it has to wait. */
  waitS(): Promise<number>;
}

/** One message of MCP per text frame. Messages are served in the order in which they came, each after the question whether he may. */
export function createWebSocketTransport(
  ws: WebSocket,
  { isWelcome, waitS }: Manners,
  leaving: () => boolean,
): Transport {
  let last = Promise.resolve();
  let pending = 0;
  const transport: Transport = {
    async start() {
      ws.on('message', (data, isBinary) => {
        if (isBinary) return ws.close(NO_TEXT, 'text only');
        // What comes meanwhile waits at the sender.
        ws.pause();
        pending++;
        last = last
          .then(() => receive(data))
          .catch(fail)
          .finally(goOn);
      });
      ws.on('error', (error) => transport.onerror?.(error));
      ws.once('close', () => transport.onclose?.());
    },
    send: (message) =>
      new Promise((resolve, reject) => {
        if (ws.readyState !== ws.OPEN) return reject(new Error('The client is gone.'));
        if (ws.bufferedAmount > MOST_UNREAD_BYTES) {
          ws.terminate();
          return reject(notRead());
        }
        ws.send(JSON.stringify(message), (error) => (error ? reject(error) : resolve()));
      }),
    async close() {
      ws.close(leaving() ? GOING : SAID);
    },
  };
  return transport;

  async function receive(data: RawData): Promise<void> {
    for (let wait = await waitS(); wait > 0; wait = await waitS()) {
      await pause(wait);
      if (ws.readyState !== ws.OPEN) return;
    }
    if (!(await isWelcome())) return ws.close(NO_LONGER, 'no longer let in');
    const message = messageIn(data);
    if (message !== undefined) return transport.onmessage?.(message);
    await transport.send(PARSE_ERROR);
  }

  function goOn(): void {
    if (--pending === 0) ws.resume();
  }

  /** It could not be found out who he is. */
  function fail(thrown: unknown): void {
    ws.close(FAULT, 'try again later');
    transport.onerror?.(thrown instanceof Error ? thrown : new Error(String(thrown)));
  }
}

const PARSE_ERROR = {
  jsonrpc: '2.0',
  error: { code: -32_700, message: 'Parse error: not a JSON-RPC message.' },
} as const;

function messageIn(data: RawData): JSONRPCMessage | undefined {
  try {
    return parseJSONRPCMessage(JSON.parse(textOf(data)));
  } catch {
    return undefined;
  }
}

/** `ws` hands over one buffer, unless told otherwise. */
function textOf(data: RawData): string {
  return data instanceof Buffer ? data.toString() : '';
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, seconds * 1_000).unref();
  });
}
