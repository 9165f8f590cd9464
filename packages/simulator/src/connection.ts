import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { background } from './background.ts';
import { ConnectRefusal, PROTOCOL, ROLE } from './connect-params.ts';
import { admit, type Admission } from './connect-rules.ts';
import { errorFrame, eventFrame, okFrame, parseRequest, type Request } from './frame.ts';
import type { Gateway } from './gateway.ts';
import type { Client } from './method.ts';
import { METHODS } from './methods/index.ts';
import { draining, missingScope, Refusal } from './refusal.ts';
import { ADMIN, allows, type Scopes } from './scopes.ts';

/** Largest frame, in bytes. */
export const MAX_PAYLOAD = 26_214_400;

const EVENTS = [
  'connect.challenge agent chat session.message sessions.changed tick shutdown',
  'exec.approval.requested exec.approval.resolved plugin.approval.requested plugin.approval.resolved',
].flatMap((line) => line.split(' '));

/** One WebSocket: challenge, connect, then requests and events. */
export class Connection implements Client {
  readonly connId = randomUUID();
  readonly sessions = new Set<string>();
  everySession = false;
  readonly #gateway: Gateway;
  readonly #socket: WebSocket;
  readonly #wire: Duplex;
  readonly #origin: string | undefined;
  readonly #challenge = { nonce: randomUUID(), ts: Date.now() };
  #admission: Admission | undefined;
  #eventSeq = 0;
  #corked = false;

  /** @param wire the raw socket under the WebSocket */
  constructor(gateway: Gateway, socket: WebSocket, wire: Duplex, origin: string | undefined) {
    this.#gateway = gateway;
    this.#socket = socket;
    this.#wire = wire;
    this.#origin = origin;
    // With the default `binaryType` a message arrives in one Buffer.
    socket.on('message', (data) => this.#hearFrame((data as Buffer).toString()));
    socket.on('close', () => gateway.audience.leave(this));
    // Errors of the wire end in `close`.
    socket.on('error', () => {});
    const challenge = { ...this.#challenge, capabilities: ['model-catalog-snapshot'] };
    this.#send(eventFrame('connect.challenge', JSON.stringify(challenge)));
  }

  get clientId(): string {
    return this.#admission?.client.id ?? '';
  }

  get deviceId(): string | undefined {
    return this.#admission?.deviceId;
  }

  get scopes(): Scopes {
    return this.#admission?.scopes ?? [];
  }

  get caps(): ReadonlySet<string> {
    return this.#admission?.caps ?? new Set();
  }

  subscribe(sessionKey: string): void {
    this.sessions.add(sessionKey);
  }

  unsubscribe(sessionKey: string): void {
    this.sessions.delete(sessionKey);
  }

  subscribeAll(): void {
    this.everySession = true;
  }

  hear(event: string, payload: string): void {
    this.#eventSeq += 1;
    this.#send(eventFrame(event, payload, this.#eventSeq));
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  /** As a pulled plug: no close frame. What was said before is on its way. */
  cut(): void {
    this.#flush();
    this.#socket.terminate();
  }

  #hearFrame(text: string): void {
    const request = parseRequest(text);
    if (request === undefined) return this.close(1000, '');
    if (this.#admission === undefined) return this.#connect(request);
    this.#dispatch(request);
  }

  #connect({ id, method, params }: Request): void {
    const { settings, disk } = this.#gateway;
    try {
      if (method !== 'connect') throw new ConnectRefusal(1008, 'INVALID_REQUEST', NOT_CONNECT);
      const caller = { ...settings, origin: this.#origin, challenge: this.#challenge, devices: disk.devices };
      this.#admission = admit(params, caller);
      this.#send(okFrame(id, this.#hello(this.#admission)));
      this.#gateway.audience.join(this);
    } catch (error) {
      if (!(error instanceof ConnectRefusal)) throw error;
      this.#send(errorFrame(id, error.shape));
      this.close(error.closeCode, error.message);
    }
  }

  #hello({ method, scopes, device }: Admission): object {
    const { settings, bootId, bornAt } = this.#gateway;
    const paired = device === undefined ? {} : { deviceToken: device.token, issuedAtMs: device.issuedAtMs };
    return {
      type: 'hello-ok',
      protocol: PROTOCOL,
      server: { version: settings.version, bootId, connId: this.connId },
      features: {
        methods: [...METHODS.keys()],
        events: EVENTS,
        capabilities: ['model-catalog-snapshot'],
      },
      snapshot: {
        presence: [],
        health: {},
        stateVersion: { presence: 0, health: 0 },
        uptimeMs: Date.now() - bornAt,
      },
      auth: { method, role: ROLE, scopes, ...paired },
      policy: {
        maxPayload: MAX_PAYLOAD,
        maxBufferedBytes: 52_428_800,
        tickIntervalMs: settings.tickIntervalMs,
        attachments: { maxBytes: 19_464_192, maxImageBytes: 6_291_456 },
      },
    };
  }

  #dispatch(request: Request): void {
    try {
      const answer = this.#handle(request);
      if (answer instanceof Promise) background(this.#answerLater(request.id, answer));
      else this.#send(okFrame(request.id, answer));
    } catch (error) {
      this.#refuse(request.id, error);
    }
  }

  #handle({ id, method, params }: Request): object | Promise<object> {
    const known = METHODS.get(method);
    if (this.#gateway.runs.draining) throw draining(method);
    // Whoever is no admin learns nothing about what exists.
    const scope = known?.scope ?? ADMIN;
    if (!allows(this.scopes, scope)) throw missingScope(scope);
    if (known === undefined) throw new Refusal('INVALID_REQUEST', `unknown method: ${method}`);
    const respond = (payload: object) => this.#send(okFrame(id, payload));
    return known.handle({ gateway: this.#gateway, client: this, params, respond });
  }

  async #answerLater(id: string, answer: Promise<object>): Promise<void> {
    try {
      this.#send(okFrame(id, await answer));
    } catch (error) {
      this.#refuse(id, error);
    }
  }

  #refuse(id: string, error: unknown): void {
    if (!(error instanceof Refusal)) throw error;
    this.#send(errorFrame(id, error.shape, error.payload));
  }

  /** Frames of one turn of the event loop travel together: a run is a dozen of them. */
  #send(frame: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (!this.#corked) {
      this.#corked = true;
      this.#wire.cork();
      setImmediate(() => this.#flush());
    }
    this.#socket.send(frame);
    if (this.#gateway.trouble.isLastFrame()) this.cut();
  }

  #flush(): void {
    if (!this.#corked) return;
    this.#corked = false;
    this.#wire.uncork();
  }
}

const NOT_CONNECT = 'invalid handshake: first request must be connect';
