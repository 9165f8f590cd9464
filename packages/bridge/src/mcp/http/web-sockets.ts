import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/server';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Principal } from '../../domain/principal.ts';
import { MAX_BODY_BYTES } from './body.ts';
import { jsonRpcError } from './json-rpc-error.ts';
import { createPlaces, STREAMS } from './places.ts';
import { createWebSocketTransport, NO_LONGER, type Manners } from './web-socket-transport.ts';

const SUBPROTOCOL = 'mcp';

/** Shorter than proxies wait before they close what is silent, and soon enough for who takes a token away. */
const LOOK_MS = 10_000;

/** For saying goodbye; then the connection is cut. */
const GOODBYE_MS = 500;

/** Serves MCP on a connection that speaks both ways, to one principal. */
export type ServeWire = (wire: Transport, principal: Principal) => { close(): Promise<void> };

/** MCP over WebSockets: no part of the specification, but clients have it, and one connection that is cheap. */
export interface WebSockets {
  /** Takes over the connection of a client that was let in, or says why not. */
  accept(upgrade: Upgrade): Response | undefined;
  size(): number;
  /** Tells all that they may come back, and waits until they are gone. */
  close(): Promise<void>;
}

/** A request to speak over a WebSocket from now on. */
export interface Upgrade extends Manners {
  readonly req: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly principal: Principal;
}

interface Open {
  readonly ws: WebSocket;
  readonly door: { close(): Promise<void> };
}

export interface WebSocketsOptions {
  readonly serve: ServeWire;
  readonly lookMs?: number;
  /** Connections of all kinds there may be. */
  readonly maxConnections?: number;
}

export function createWebSockets({
  serve,
  lookMs = LOOK_MS,
  maxConnections = Number.POSITIVE_INFINITY,
}: WebSocketsOptions): WebSockets {
  const places = createPlaces({
    most: Math.min(STREAMS.most, maxConnections),
    mostEach: Math.min(STREAMS.mostEach, Math.ceil(maxConnections / 2)),
  });
  const open = new Set<Open>();
  let leaving = false;
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MAX_BODY_BYTES,
    handleProtocols: () => SUBPROTOCOL,
  });
  // What is wrong with a handshake has been said before: this would be a page for browsers.
  server.on('wsClientError', (_, socket: Duplex) => socket.destroy());

  return {
    accept({ req, socket, head, principal, isWelcome, waitS }) {
      const refusal = handshakeFault(req);
      if (refusal !== undefined) return refusal;
      // Whoever comes in now would never be told to go.
      if (leaving) return jsonRpcError(503, -32_000, 'This clawbridge is shutting down.');
      const leave = places.take(principal.id);
      if (leave === undefined) return jsonRpcError(503, -32_000, 'Too many WebSockets are open.');
      socket.once('close', leave);
      server.handleUpgrade(req, socket, head, (ws) => begin(ws, principal, { isWelcome, waitS }));
      return undefined;
    },
    size: () => open.size,
    async close() {
      leaving = true;
      await Promise.all([...open].map(sayGoodbye));
    },
  };

  function begin(ws: WebSocket, principal: Principal, manners: Manners): void {
    const wire = createWebSocketTransport(ws, manners, () => leaving);
    const one: Open = { ws, door: serve(wire, principal) };
    open.add(one);
    const stopWatching = watch(ws, manners);
    ws.once('close', () => {
      stopWatching();
      open.delete(one);
    });
  }

  /** Finds out who is gone without a word, and who is no longer let in and says nothing that would show it. */
  function watch(ws: WebSocket, { isWelcome }: Manners): () => void {
    let answered = true;
    ws.on('pong', () => (answered = true));
    const pinging = setInterval(() => {
      if (!answered && !ws.isPaused) return ws.terminate();
      answered = false;
      ws.ping();
      isWelcome().then(
        (welcome) => welcome || ws.close(NO_LONGER, 'no longer let in'),
        // Nobody knows just now: the next message will show.
        () => {},
      );
    }, lookMs).unref();
    return () => clearInterval(pinging);
  }

  async function sayGoodbye({ ws, door }: Open): Promise<void> {
    const gone = new Promise<void>((resolve) => {
      ws.once('close', resolve);
      setTimeout(() => {
        ws.terminate();
        resolve();
      }, GOODBYE_MS).unref();
    });
    await door.close();
    await gone;
  }
}

/** What `ws` would answer with a page for browsers. */
function handshakeFault({ method, headers }: IncomingMessage): Response | undefined {
  const { 'sec-websocket-key': key = '', 'sec-websocket-version': version } = headers;
  if (method !== 'GET') return jsonRpcError(405, -32_000, 'A WebSocket begins with GET.');
  if (!/^[+/\dA-Za-z]{22}==$/.test(key)) return jsonRpcError(400, -32_000, 'Sec-WebSocket-Key is not valid.');
  if (version !== '13') return jsonRpcError(426, -32_000, 'Sec-WebSocket-Version must be 13.');
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());
  if (!offered.includes(SUBPROTOCOL))
    return jsonRpcError(
      400,
      -32_000,
      'This WebSocket speaks the subprotocol "mcp"; the client has to offer it.',
    );
  return undefined;
}
