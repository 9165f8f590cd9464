import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { background } from '../background.ts';
import { refuseUpgrade } from '../refuse-upgrade.ts';
import type { FrameLog } from './frame-log.ts';
import type { News } from './news.ts';
import type { Refusal } from './refusal.ts';
import type { Side } from './side.ts';
import { ToolSocket } from './tool-socket.ts';

/** Largest frame, in bytes; a larger one closes the socket with 1009. */
const MAX_PAYLOAD = 16_777_216;

/** The sockets of one process of a xiaozhi, from its start to its end. */
export class Life {
  readonly side: Side;
  readonly #refusal: Refusal;
  readonly #log: FrameLog;
  readonly #news: News;
  readonly #server: Server;
  readonly #upgrades = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_PAYLOAD,
    perMessageDeflate: false,
  });
  readonly #sockets = new Set<ToolSocket>();

  constructor(side: Side, refusal: Refusal, log: FrameLog, news: News) {
    this.side = side;
    this.#refusal = refusal;
    this.#log = log;
    this.#news = news;
    this.#server = createServer((request, response) => answer(side, request, response));
    this.#server.on('upgrade', (request, wire, head) => this.#upgrade(request, wire, head));
  }

  /** @returns the port, when 0 asked for any */
  async listen(port: number): Promise<number> {
    // A storm of 500 endpoints knocks at once.
    this.#server.listen(port, '127.0.0.1', 1024);
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  /** The open tool sockets, oldest first. */
  toolSockets(agentId?: string): readonly ToolSocket[] {
    const all = [...this.#sockets].filter(({ gone }) => !gone);
    return agentId === undefined ? all : all.filter((socket) => socket.agentId === agentId);
  }

  /** Everything ends without a word. */
  async kill(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.cut();
    for (const socket of this.#upgrades.clients) socket.terminate();
    this.#server.closeAllConnections();
    await closed;
  }

  #upgrade(request: IncomingMessage, wire: Duplex, head: Buffer): void {
    if (this.#refusal.refuses(wire)) return;
    const admission = this.side.admit(new URL(request.url ?? '/', 'http://x'));
    if (admission.kind === 'http') return refuseUpgrade(wire, admission.status, admission.reason);
    this.#upgrades.handleUpgrade(request, wire, head, (socket) => {
      if (admission.kind === 'close') return socket.close(admission.code, admission.reason);
      if (admission.kind === 'device') return this.side.admitDevice?.(socket, admission.agentId);
      this.#admitToolSide(socket, admission.agentId);
    });
  }

  #admitToolSide(webSocket: WebSocket, agentId: string): void {
    const socket = new ToolSocket(webSocket, agentId, this.#log);
    this.#sockets.add(socket);
    background(socket.left.then(() => this.#forget(socket)));
    this.side.admitToolSide(socket);
    this.#news.tell();
  }

  #forget(socket: ToolSocket): void {
    this.#sockets.delete(socket);
    this.#news.tell();
  }
}

/** What is no WebSocket: a page, if there is one. */
function answer(side: Side, request: IncomingMessage, response: ServerResponse): void {
  const page = side.page?.(new URL(request.url ?? '/', 'http://x'));
  response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(page ?? { detail: 'Not Found' }));
}
