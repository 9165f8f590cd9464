import { WebSocket } from 'ws';
import type { ErrorShape } from '../refusal.ts';
import { signedDevice, type RawDevice } from './raw-device.ts';

// The wire is the subject of the tests: its values are looked at as they come.
export type Wire = Readonly<Record<string, unknown>>;

export interface WireEvent {
  readonly event: string;
  readonly payload: Wire;
  readonly seq?: number;
}

export interface ConnectOptions {
  readonly scopes?: readonly string[];
  readonly caps?: readonly string[];
  readonly client?: Wire;
  readonly auth?: Readonly<Record<string, string>>;
  readonly device?: RawDevice;
  /** Signs this instead of the token. */
  readonly signedSecret?: string;
  readonly protocol?: readonly [number, number];
  readonly headers?: Readonly<Record<string, string>>;
  /** Keys added to the connect parameters. */
  readonly extra?: Wire;
}

export const CLI = { id: 'cli', version: '0.0.1', platform: 'linux', mode: 'cli' };
const BACKEND = { id: 'gateway-client', version: '0.0.1', platform: 'linux', mode: 'backend' };

/** A response with `ok:false`. */
export class RawError extends Error {
  readonly shape: ErrorShape;
  readonly payload: Wire | undefined;
  /** Resolves when the socket is closed as well. */
  readonly closed: Promise<readonly [number, string]>;

  constructor(frame: Wire, closed: Promise<readonly [number, string]>) {
    super(JSON.stringify(frame['error']));
    this.shape = frame['error'] as ErrorShape;
    this.payload = frame['payload'] as Wire | undefined;
    this.closed = closed;
  }
}

interface Waiting {
  readonly matches: (frame: Wire) => boolean;
  readonly resolve: (frame: Wire) => void;
  readonly reject: (error: Error) => void;
}

/** A client on the bare wire: it hides nothing and helps with nothing. */
export class RawClient {
  readonly events: WireEvent[] = [];
  readonly closed: Promise<readonly [number, string]>;
  /** What the socket says when there is no WebSocket at all. */
  readonly failed: Promise<string>;
  hello: Wire = {};
  readonly #socket: WebSocket;
  readonly #frames: Wire[] = [];
  readonly #waiting = new Set<Waiting>();
  #lastId = 0;

  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.#socket = new WebSocket(url, { headers });
    this.#socket.on('message', (data) => this.#hear(JSON.parse((data as Buffer).toString()) as Wire));
    this.failed = new Promise((resolve) => this.#socket.on('error', (error) => resolve(error.message)));
    this.closed = new Promise((resolve) => {
      this.#socket.on('close', (code, reason) => {
        resolve([code, reason.toString()]);
        for (const { reject } of this.#waiting)
          reject(new Error(`closed with ${code} before what was waited for`));
      });
    });
  }

  /** Waits for the challenge and connects. Errors: RawError. */
  async connect(options: ConnectOptions, token: string): Promise<this> {
    const { payload } = (await this.frame(
      (frame) => frame['event'] === 'connect.challenge',
    )) as unknown as WireEvent;
    this.hello = await this.call(
      'connect',
      connectParams(options, token, payload as { nonce: string; ts: number }),
    );
    return this;
  }

  /** Sends a request and resolves with the payload of its first response. Errors: RawError. */
  async call(method: string, params: Wire = {}): Promise<Wire> {
    return this.#payload(await this.#answer(this.send(method, params), 0));
  }

  /**
   * Starts a run: the first response, and the promise of the second.
   * @param more further parameters; without an idempotencyKey the session key serves as one
   */
  async agent(
    message: string,
    sessionKey: string,
    more: Wire = {},
  ): Promise<{ accepted: Wire; final: Promise<Wire> }> {
    const id = this.send('agent', { message, sessionKey, idempotencyKey: sessionKey, ...more });
    const accepted = this.#payload(await this.#answer(id, 0));
    const final = this.#answer(id, 1).then((frame) => this.#payload(frame));
    // Whoever awaits it sees the failure; tests that do not care must not fail by it.
    final.catch(() => {});
    return { accepted, final };
  }

  /** Starts a run and waits for its end: the second response. */
  async ran(message: string, sessionKey: string, more: Wire = {}): Promise<Wire> {
    return (await this.agent(message, sessionKey, more)).final;
  }

  /** Sends a request and waits for nothing. */
  send(method: string, params: Wire): string {
    this.#lastId += 1;
    this.sendText(JSON.stringify({ type: 'req', id: String(this.#lastId), method, params }));
    return String(this.#lastId);
  }

  sendText(text: string): void {
    this.#socket.send(text);
  }

  /** The first event that fits, past or future. */
  async event(name: string, fits: (payload: Wire) => boolean = () => true): Promise<Wire> {
    const frame = await this.frame((one) => one['event'] === name && fits(one['payload'] as Wire));
    return frame['payload'] as Wire;
  }

  /** The first frame that fits, past or future. Fails when the socket closes without it. */
  frame(matches: (frame: Wire) => boolean): Promise<Wire> {
    const past = this.#frames.find(matches);
    if (past !== undefined) return Promise.resolve(past);
    return new Promise((resolve, reject) => this.#waiting.add({ matches, resolve, reject }));
  }

  /** How many bytes wait to be sent is nobody's business: the plug is pulled. */
  close(): void {
    this.#socket.terminate();
  }

  #hear(frame: Wire): void {
    this.#frames.push(frame);
    if (frame['type'] === 'event') this.events.push(frame as unknown as WireEvent);
    for (const waiting of this.#waiting) {
      if (!waiting.matches(frame)) continue;
      this.#waiting.delete(waiting);
      waiting.resolve(frame);
    }
  }

  #answer(id: string, index: number): Promise<Wire> {
    const isAnswer = (frame: Wire) => frame['type'] === 'res' && frame['id'] === id;
    return this.frame((frame) => isAnswer(frame) && this.#frames.filter(isAnswer).indexOf(frame) === index);
  }

  #payload(frame: Wire): Wire {
    if (frame['ok'] !== true) throw new RawError(frame, this.closed);
    return frame['payload'] as Wire;
  }
}

function connectParams(
  options: ConnectOptions,
  token: string,
  challenge: { nonce: string; ts: number },
): Wire {
  const {
    client = BACKEND,
    scopes = ['operator.read', 'operator.write'],
    auth = { token },
    device,
  } = options;
  const [minProtocol, maxProtocol] = options.protocol ?? [4, 4];
  const secret = options.signedSecret ?? auth['token'] ?? auth['deviceToken'] ?? '';
  const { id, mode, platform } = client;
  const signed = [
    id,
    mode,
    'operator',
    scopes.join(','),
    challenge.ts,
    secret,
    challenge.nonce,
    platform,
    '',
  ].map(String);
  return {
    minProtocol,
    maxProtocol,
    client,
    role: 'operator',
    scopes,
    caps: options.caps ?? [],
    auth,
    ...(device && { device: signedDevice(device, signed, challenge) }),
    ...options.extra,
  };
}
