import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { background } from './background.ts';
import { Connection, MAX_PAYLOAD } from './connection.ts';
import type { Gateway } from './gateway.ts';
import { route } from './http/router.ts';
import { recoverRuns } from './recover-runs.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';

/** How long a client may take to answer the close frame. */
const FAREWELL_MS = 500;

/** The sockets and timers of one gateway process, from its start to its end. */
export class Life {
  readonly #gateway: Gateway;
  readonly #server: Server;
  readonly #upgrades = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD });
  readonly #connections = new Set<Connection>();
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
    this.#server = createServer((request, response) => background(route(gateway, request, response)));
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Clients that were let in. */
  get connected(): number {
    return this.#gateway.audience.size;
  }

  /** @returns the port, when 0 asked for any */
  async listen(port: number): Promise<number> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    const { tickIntervalMs } = this.#gateway.settings;
    this.#timers.push(setInterval(() => this.#tellAll('tick', { ts: Date.now() }), tickIntervalMs));
    this.#timers.push(recoverRuns(this.#gateway));
    return (this.#server.address() as AddressInfo).port;
  }

  /** Every socket ends without a word, as when a cable is pulled. Turns by HTTP end with theirs, the others go on. */
  cut(): void {
    for (const connection of this.#connections) connection.cut();
    this.#server.closeAllConnections();
  }

  /** Takes nothing new and waits for the turns that have begun, if they end in time. */
  async drain(): Promise<void> {
    let impatient: NodeJS.Timeout | undefined;
    const enough = new Promise(
      (resolve) => (impatient = setTimeout(resolve, this.#gateway.settings.drainMs)),
    );
    await Promise.race([this.#gateway.runs.drain(), enough]);
    clearTimeout(impatient);
  }

  async kill(): Promise<void> {
    this.#die();
    const closed = this.#close();
    this.cut();
    await closed;
  }

  async stop(): Promise<void> {
    this.#tellAll('shutdown', { reason: 'gateway stopping' });
    this.#die();
    for (const connection of this.#connections) connection.close(1012, 'service restart');
    const impatient = setTimeout(() => this.cut(), FAREWELL_MS);
    await this.#close();
    clearTimeout(impatient);
  }

  #die(): void {
    // First, because a run that dies withdraws its question.
    this.#gateway.approvals.die();
    this.#gateway.runs.die();
  }

  async #close(): Promise<void> {
    // setInterval and setTimeout share their handles.
    for (const timer of this.#timers) clearTimeout(timer);
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #upgrade(request: IncomingMessage, wire: Duplex, head: Buffer): void {
    const { settings, runs } = this.#gateway;
    if (runs.draining) return refuseUpgrade(wire, 503, 'Service Unavailable');
    if (!settings.webSocket) return refuseUpgrade(wire, 404, 'Not Found');
    // Somebody pretends to be a proxy, and no proxy is trusted.
    const proxied = request.headers['x-forwarded-for'] !== undefined;
    if (proxied && !settings.remote) return refuseUpgrade(wire, 403, 'Forbidden');
    this.#upgrades.handleUpgrade(request, wire, head, (socket) => {
      const connection = new Connection(this.#gateway, socket, wire, request.headers.origin);
      this.#connections.add(connection);
      socket.on('close', () => this.#connections.delete(connection));
    });
  }

  #tellAll(event: string, payload: object): void {
    this.#gateway.audience.tell(
      event,
      () => true,
      () => payload,
    );
  }
}
