import '../jitless.ts';
import { randomUUID } from 'node:crypto';
import {
  parseJSONRPCMessage,
  type JSONRPCMessage,
  type McpServer,
  type Transport,
} from '@modelcontextprotocol/server';
import { isAlike, type Principal } from '../../domain/principal.ts';
import { readJson } from './body.ts';
import { isFull, notRead, UNREAD } from './bounded-stream.ts';
import { jsonRpcError } from './json-rpc-error.ts';
import { createPlaces, STREAMS } from './places.ts';

const KEEP_ALIVE_MS = 15_000;

/** The HTTP+SSE transport of revision 2024-11-05, for clients that know no other: GET /sse and POST /messages. */
export interface LegacySse {
  open(principal: Principal): Promise<Response>;
  /** Messages for a connection come from whoever opened it, or lead nowhere. */
  receive(request: Request, principal: Principal): Promise<Response>;
  /** Streams that are open. */
  size(): number;
  close(): Promise<void>;
}

interface SseTransport extends Transport {
  readonly stream: ReadableStream<Uint8Array>;
  readonly sessionId: string;
}

export interface LegacySseOptions {
  readonly createServer: (principal: Principal) => McpServer;
}

interface Connection {
  readonly owner: Principal;
  readonly transport: SseTransport;
}

export function createLegacySse({ createServer }: LegacySseOptions): LegacySse {
  const connections = new Map<string, Connection>();
  const places = createPlaces(STREAMS);

  return {
    async open(owner) {
      const leave = places.take(owner.id);
      if (leave === undefined) return jsonRpcError(503, -32_000, 'Too many connections are open.');
      const transport = createTransport((id) => {
        connections.delete(id);
        leave();
      });
      connections.set(transport.sessionId, { owner, transport });
      await createServer(owner).connect(transport);
      return new Response(transport.stream, {
        headers: {
          'content-type': 'text/event-stream',
          'cache-control': 'no-cache, no-transform',
          // nginx would keep it until there is enough.
          'x-accel-buffering': 'no',
        },
      });
    },
    async receive(request, principal) {
      const connection = connections.get(new URL(request.url).searchParams.get('sessionId') ?? '');
      if (!connection || !isAlike(connection.owner, principal))
        return jsonRpcError(404, -32_001, 'Session not found. Open GET /sse first.');
      const read = await readJson(request);
      if (read instanceof Response) return read;
      try {
        connection.transport.onmessage?.(parseJSONRPCMessage(read.body), { request });
      } catch {
        return jsonRpcError(400, -32_600, 'Invalid Request: not a JSON-RPC message.');
      }
      return new Response('Accepted', { status: 202 });
    },
    size: () => connections.size,
    async close() {
      await Promise.all([...connections.values()].map(({ transport }) => transport.close()));
    },
  };
}

/** Messages to the client go down one event stream; what it says comes in by POST. */
function createTransport(onEnd: (id: string) => void): SseTransport {
  const sessionId = randomUUID();
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let keepAlive: NodeJS.Timeout | undefined;
  const write = (text: string) => {
    if (controller === undefined) return;
    if (isFull(controller)) giveUp();
    else controller.enqueue(encoder.encode(text));
  };
  const end = () => {
    if (controller === undefined) return;
    controller = undefined;
    clearInterval(keepAlive);
    onEnd(sessionId);
    transport.onclose?.();
  };
  /** What is unread is let go. */
  const giveUp = () => {
    const open = controller;
    end();
    open?.error(notRead());
  };
  const stream = new ReadableStream<Uint8Array>(
    {
      start(opened) {
        controller = opened;
      },
      cancel: end,
    },
    UNREAD,
  );
  const transport: SseTransport = {
    sessionId,
    stream,
    async start() {
      write(`event: endpoint\ndata: /messages?sessionId=${sessionId}\n\n`);
      keepAlive = setInterval(() => write(': keepalive\n\n'), KEEP_ALIVE_MS).unref();
    },
    async send(message: JSONRPCMessage) {
      if (controller === undefined) throw new Error('The client closed the stream.');
      write(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
    },
    async close() {
      const open = controller;
      end();
      open?.close();
    },
  };
  return transport;
}
