import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { BEAT_MS, MAX_FRAME_BYTES } from '@clawbridge/wire';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Clock } from '../domain/port/clock.ts';
import type { Log } from '../domain/port/log.ts';
import type { Background } from '../usecases/background.ts';
import type { ChatVerbs } from '../usecases/chat-verbs.ts';
import type { AgentLinks } from './agent-links.ts';
import { createLinks, type LinkVisitor } from './links.ts';
import type { Visitor } from './peer.ts';
import { createPeers } from './peers.ts';
import { createPulse } from './pulse.ts';
import { createWork } from './work.ts';

/** Whoever says nothing in this time is no browser of ours. */
const HELLO_MS = 10_000;

/** For saying goodbye; then the connection is cut. */
const GOODBYE_MS = 500;

/** A request to speak over a WebSocket from now on. */
export interface Upgrade {
  readonly req: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  /** Go with the answer. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Of a browser, once it is known who sits there. */
export type PeerUpgrade = Upgrade & Visitor;

/** Of a channel plugin that has shown its token. */
export type LinkUpgrade = Upgrade & LinkVisitor;

/** Where browsers and channel plugins meet. */
export interface Relay {
  acceptPeer(upgrade: PeerUpgrade): void;
  acceptLink(upgrade: LinkUpgrade): void;
  sizes(): { readonly peers: number; readonly links: number };
  /** Tells all that they may come back, and lets nobody in any more. */
  leave(): void;
  /** Resolves when all are gone, and what they asked for is done. */
  close(): Promise<void>;
}

export interface RelayOptions {
  readonly chat: ChatVerbs;
  /** The same ones the verbs deliver to. */
  readonly seats: AgentLinks;
  readonly clock: Clock;
  readonly background: Background;
  readonly log: Log;
  /** How patient it is, where it is to be less. */
  readonly beatMs?: number;
  readonly helloMs?: number;
}

export function createRelay({
  chat,
  seats,
  clock,
  background,
  log,
  beatMs = BEAT_MS,
  helloMs = HELLO_MS,
}: RelayOptions): Relay {
  const pulse = createPulse(clock, beatMs);
  const work = createWork(background);
  const deps = { chat, pulse, clock, background: work.background, log, helloMs };
  const peers = createPeers(deps);
  const links = createLinks({ ...deps, seats });
  const sockets = new Set<WebSocket>();
  const headersOf = new WeakMap<IncomingMessage, Readonly<Record<string, string>>>();
  let isLeaving = false;

  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
  });
  server.on('headers', (lines, req) => {
    for (const [name, value] of Object.entries(headersOf.get(req) ?? {})) lines.push(`${name}: ${value}`);
  });

  return {
    acceptPeer: ({ user, scopes, isWelcome, ...upgrade }) =>
      open(upgrade, (ws) => peers.accept(ws, { user, scopes, isWelcome })),
    acceptLink: ({ link, isWelcome, ...upgrade }) =>
      open(upgrade, (ws) => links.accept(ws, { link, isWelcome })),
    sizes: () => ({ peers: peers.size(), links: seats.size() }),
    leave,
    async close() {
      leave();
      await Promise.all([...sockets].map(goneSoon));
      pulse.stop();
      await work.idle();
    },
  };

  function open({ req, socket, head, headers }: Upgrade, begin: (ws: WebSocket) => void): void {
    // Whoever comes in now would never be told to go.
    if (isLeaving) return void socket.end(BUSY);
    if (headers) headersOf.set(req, headers);
    server.handleUpgrade(req, socket, head, (ws) => {
      sockets.add(ws);
      ws.once('close', () => sockets.delete(ws));
      begin(ws);
    });
  }

  function leave(): void {
    if (isLeaving) return;
    isLeaving = true;
    peers.leave();
    links.leave();
  }
}

const BUSY = 'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

function goneSoon(ws: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    if (ws.readyState === ws.CLOSED) return resolve();
    ws.once('close', () => resolve());
    setTimeout(() => ws.terminate(), GOODBYE_MS).unref();
  });
}
