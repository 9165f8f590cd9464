import {
  isJSONRPCErrorResponse,
  isJSONRPCResultResponse,
  type JSONRPCNotification,
  type RequestId,
  type Transport,
} from '@modelcontextprotocol/server';
import type { RawData, WebSocket } from 'ws';
import { cancelledId } from '../cancelled-id.ts';
import type { Written } from '../when-written.ts';
import { readFrame } from './incoming.ts';
import { answerFrame, errorFrame, resultFrame, type Answer, type Asked } from './outgoing.ts';

/** Whoever leaves so much unread has stopped reading. */
const MOST_UNREAD_BYTES = 4 * 1024 * 1024;

/** More than all devices of an endpoint ask at once. */
const MOST_UNDER_WAY = 100;

const INVALID_REQUEST = -32_600;
const TOO_MANY = -32_000;

/** What is seen of the frames, for whoever keeps the socket. */
export interface FrameWatch {
  /** Somebody at the other side wants something of us. From now on there has to be a server. */
  asked(method: string): void;
  /** Somebody looked whether we are there. */
  pinged(): void;
  /** An answer has gone out. */
  answered(method: string, frame: string): void;
  /** We have other tools than the other side has read, and nobody waits for an answer. */
  outdated(): void;
}

export interface EndpointTransport extends Transport {
  readonly written: Written;
}

/** A request that waits for its answer. */
interface Open extends Asked {
  readonly acts: (() => void)[];
}

/**
 * MCP on the socket of an endpoint, where we are the server. Many sessions of devices share it, and none knows of the ids of
 * the others: the SDK gets ids of our own. Nothing goes out but answers.
 */
export function createEndpointTransport(ws: WebSocket, watch: FrameWatch): EndpointTransport {
  const open = new Map<RequestId, Open>();
  let lastId = 0;
  let isOutdated = false;

  const transport: EndpointTransport = {
    written: (id, act) => open.get(id)?.acts.push(act),
    async start() {},
    async send(message) {
      if (isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message)) return await answer(message);
      if ('id' in message) throw new Error('An endpoint answers no requests.');
      // The other side reads tools when a connection begins, and at no other time.
      if (message.method === 'notifications/tools/list_changed') isOutdated = true;
      tellOutdated();
    },
    async close() {
      ws.close();
    },
  };
  ws.on('message', (data, isBinary) => {
    if (!isBinary) receive(textOf(data));
  });
  ws.once('close', () => transport.onclose?.());
  return transport;

  function receive(text: string): void {
    const frame = readFrame(text);
    if (frame === undefined) return;
    if (frame.kind === 'notification') return notice(frame.message);
    if (frame.kind === 'malformed') return write(errorFrame(frame.id, INVALID_REQUEST, 'Invalid request.'));
    const id = ++lastId;
    const message = frame.as(id);
    if (message.method === 'ping') return pong(frame.id);
    if (open.size >= MOST_UNDER_WAY)
      return write(errorFrame(frame.id, TOO_MANY, 'Too many requests are under way.'));
    open.set(id, { id: frame.id, method: message.method, acts: [] });
    watch.asked(message.method);
    transport.onmessage?.(message);
  }

  /** Whether we are here is a question for the socket: whoever only looks needs no server. */
  function pong(id: RequestId): void {
    write(resultFrame(id, {}));
    watch.pinged();
  }

  /** A cancelled request gets no answer any more. */
  function notice(message: JSONRPCNotification): void {
    const cancelled = cancelledId(message);
    if (cancelled === undefined) return transport.onmessage?.(message);
    const [id] = [...open].findLast(([, asked]) => asked.id === cancelled) ?? [];
    if (id === undefined) return;
    open.delete(id);
    transport.onmessage?.({ ...message, params: { ...message.params, requestId: id } });
    tellOutdated();
  }

  async function answer(message: Answer): Promise<void> {
    const { id } = message;
    const asked = id === undefined ? undefined : open.get(id);
    if (id === undefined || asked === undefined) return;
    open.delete(id);
    const frame = answerFrame(message, asked);
    await new Promise<void>((resolve, reject) => {
      write(frame, (error) => (error ? reject(error) : resolve()));
    });
    watch.answered(asked.method, frame);
    for (const act of asked.acts) act();
    tellOutdated();
  }

  /** @param done told once it is on the wire, or of the error for which it never will be */
  function write(frame: string, done: (error?: Error | null) => void = () => {}): void {
    if (ws.bufferedAmount > MOST_UNREAD_BYTES) ws.terminate();
    ws.send(frame, done);
  }

  function tellOutdated(): void {
    if (isOutdated && open.size === 0) watch.outdated();
  }
}

/** `ws` hands over one buffer, unless told otherwise. */
function textOf(data: RawData): string {
  return data instanceof Buffer ? data.toString() : '';
}
