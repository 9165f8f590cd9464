import { randomUUID } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import type { SeededConversation } from '../inbound.ts';
import { requirements, type GatewayKind, type RequirementId } from '../requirements.ts';
import { RawClient, RawError, type ConnectOptions } from './raw-client.ts';

/** A running gateway, simulated or real. */
export interface GatewayUnderTest {
  readonly wsUrl: string;
  readonly httpUrl: string;
  readonly token: string;
  /** Where a client seems to come from another machine. */
  readonly remote: {
    readonly wsUrl: string;
    readonly headers: Readonly<Record<string, string>>;
    approveDevice(requestId: string): Promise<void>;
  };
  /** A channel texts are sent over, with the accounts `default` and `second`; the recipient `nobody` cannot be reached. */
  readonly channel: string;
  /** What went out over it, a message for each file. */
  sent(): Promise<readonly { readonly to: string; readonly text: string }[]>;
  /** Makes a session with a route, without a word in it. */
  seedConversation(conversation: SeededConversation): Promise<void>;
  /** A person says something over `channel`, in a session with this full key; afterwards its route is to him. */
  receive(message: ReceivedMessage): Promise<void>;
  /** As kill -9. */
  kill(): Promise<void>;
  /** Again, on the same port and the same disk. */
  start(): Promise<void>;
  /** As SIGTERM: finishes what runs, turns away what waits; resolves when it is gone. `start` brings it back. */
  terminate(): Promise<void>;
  /** For good, without waiting for what runs. */
  stop(): Promise<void>;
}

/** What a person says. */
export interface ReceivedMessage {
  readonly sessionKey: string;
  /** Whom the channel knows: `owner` owns the assistant, everybody else is a stranger. */
  readonly from: string;
  readonly text: string;
}

/** How `exec` is configured: run everything, or ask for everything. */
export type ExecMode = 'full' | 'ask';

/** What the tests of one gateway share. */
export class Contract {
  readonly kind: GatewayKind;
  readonly #cited = new Set<string>();
  readonly #clients: RawClient[] = [];
  #gateway: GatewayUnderTest | undefined;

  constructor(kind: GatewayKind) {
    this.kind = kind;
    afterEach(() => {
      for (const client of this.#clients.splice(0)) client.close();
    });
  }

  get gateway(): GatewayUnderTest {
    if (this.#gateway === undefined) throw new Error('no gateway is running');
    return this.#gateway;
  }

  use(gateway: GatewayUnderTest): void {
    this.#gateway = gateway;
  }

  /** A test, and the promises it proves. */
  prove(ids: readonly RequirementId[], title: string, test: () => Promise<void>): void {
    for (const id of ids) this.#cited.add(id);
    it(`${title} [${ids.join(', ')}]`, test);
  }

  /** The promises this gateway makes and no test proves. */
  unproven(): readonly string[] {
    return requirements
      .filter(({ on, id }) => on.includes(this.kind) && !this.#cited.has(id))
      .map(({ id }) => id);
  }

  /** Connects on the same machine; the connection ends with the test. */
  connect(options: ConnectOptions = {}): Promise<RawClient> {
    return this.open(options.headers).connect(options, this.gateway.token);
  }

  /** Connects as from another machine. */
  connectRemotely(options: ConnectOptions = {}): Promise<RawClient> {
    const { wsUrl, headers } = this.gateway.remote;
    return this.open(headers, wsUrl).connect(options, this.gateway.token);
  }

  /** A bare socket that has not said `connect` yet. */
  open(headers?: Readonly<Record<string, string>>, url: string = this.gateway.wsUrl): RawClient {
    const client = new RawClient(url, headers);
    this.#clients.push(client);
    return client;
  }

  /** Connects to a gateway that is just starting, as soon as it lets anybody in. */
  async reconnect(options: ConnectOptions = {}): Promise<RawClient> {
    const client = await until(
      () => this.connect(options).catch(() => undefined),
      (connected) => connected !== undefined,
    );
    return client as RawClient;
  }

  /** The error a connection attempt ends in, and how the socket is closed. */
  async refusal(
    attempt: Promise<RawClient>,
  ): Promise<{ error: RawError['shape']; close: readonly [number, string] }> {
    const error = await failure(attempt);
    return { error: error.shape, close: await error.closed };
  }

  http(path: string, init: RequestInit & { token?: string } = {}): Promise<Response> {
    const { token = this.gateway.token, headers, ...rest } = init;
    const authorization = token === '' ? {} : { authorization: `Bearer ${token}` };
    const all = {
      'content-type': 'application/json',
      ...authorization,
      ...(headers as Record<string, string>),
    };
    return fetch(this.gateway.httpUrl + path, { ...rest, headers: all });
  }

  /** One user message by chat completions. */
  chat(message: string, body: object = {}, init: RequestInit = {}): Promise<Response> {
    const messages = [{ role: 'user', content: message }];
    const text = JSON.stringify({ model: 'openclaw', messages, ...body });
    return this.http('/v1/chat/completions', { method: 'POST', body: text, ...init });
  }
}

/** A key no other test uses. */
export function fresh(name: string): string {
  return `${name}-${randomUUID().slice(0, 8)}`;
}

/** Waits for a call to fail, and returns the error. */
export async function failure(call: Promise<unknown>): Promise<RawError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RawError);
  return error as RawError;
}

/** Asks again until the answer fits; for what the gateway tells by no event. */
export async function until<T>(ask: () => Promise<T>, fits: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
