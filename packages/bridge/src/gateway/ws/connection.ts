import {
  GatewayClient,
  GatewayClientRequestError,
  GatewayClientRequestTimeoutError,
  type GatewayClientRequestOptions,
} from '@openclaw/gateway-client';
import { Failure } from '../../domain/failure.ts';
import type { Instance } from '../../domain/instance.ts';
import type { Log } from '../../domain/port/log.ts';
import { array, defined, number, object, text, type Json } from '../json.ts';
import { connectionLost } from '../run-failures.ts';
import { webSocketUrl } from '../url.ts';
import { rawPublicKey, signPayload, type Device } from './device.ts';
import type { DeviceTokens } from './device-tokens.ts';
import { missingScope, wsFailure } from './failures.ts';
import { lackingScope, scopesOf } from './scopes.ts';
import { watchForSilence, type SilenceWatch } from './silence.ts';

/** From the first byte to hello-ok; a gateway that is booting refuses at once instead of being slow. */
const CONNECT_TIMEOUT_MS = 15_000;

/** How often a gateway says that it is there, unless it says otherwise. */
const TICK_MS = 30_000;

export interface Hello {
  readonly version?: string;
  /** Changes with every start of the gateway. */
  readonly bootId?: string;
  readonly scopes: readonly string[];
}

export interface GatewayEvent {
  readonly event: string;
  readonly payload: Json;
}

/** One WebSocket to one gateway, opened when first needed and again after it broke. Errors: see failures.ts. */
export interface Connection {
  hello(): Promise<Hello>;
  /** Resolves with the response's payload. Rejects when the connection breaks before it. */
  request(method: string, params: Json, options?: GatewayClientRequestOptions): Promise<Json>;
  /** The same for the methods whose payload is a bare array. */
  requestList(method: string, params: Json): Promise<readonly unknown[]>;
  /** Returns how to stop listening. Listeners stay through reconnects. */
  onEvent(listener: (event: GatewayEvent) => void): () => void;
  /** Calls back each time a wire that was open breaks. Returns how to stop listening. */
  onLost(listener: (failure: Failure) => void): () => void;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly instance: Instance;
  /** What we can handle, in the gateway's words; decides which events come. */
  readonly capabilities: readonly string[];
  readonly device: Device;
  readonly tokens: DeviceTokens;
  readonly log: Log;
  readonly version: string;
  /** The user's word that plaintext to a private network is fine. */
  readonly allowPlaintext: boolean;
}

interface Link {
  readonly client: GatewayClient;
  readonly hello: Hello;
  readonly silence: SilenceWatch;
}

export function createConnection(options: ConnectionOptions): Connection {
  const url = webSocketUrl(options.instance.url);
  const listeners = new Set<(event: GatewayEvent) => void>();
  const mourners = new Set<(failure: Failure) => void>();
  let link: Promise<Link> | undefined;
  let abandon: (() => Promise<void>) | undefined;
  let closed = false;

  return {
    hello: async () => (await connected()).hello,
    request: async (method, params, requestOptions) => object(await ask(method, params, requestOptions)),
    requestList: async (method, params) => array(await ask(method, params)),
    onEvent: (listener) => join(listeners, listener),
    onLost: (listener) => join(mourners, listener),
    async close() {
      closed = true;
      await abandon?.();
    },
  };

  async function ask(
    method: string,
    params: Json,
    requestOptions?: GatewayClientRequestOptions,
  ): Promise<unknown> {
    const { client, silence } = await connected();
    try {
      const answer = await client.request(method, params, requestOptions);
      silence.heard();
      return answer;
    } catch (thrown) {
      if (closed) throw stopping();
      throw answered(thrown) ? wsFailure(thrown, url) : connectionLost(url, thrown);
    }
  }

  /** Everybody who needs the link while it is being made shares one attempt. */
  function connected(): Promise<Link> {
    if (closed) return Promise.reject(stopping());
    link ??= connect();
    return link;
  }

  /**
   * Retrying is the caller's decision, so the client's own reconnecting is stopped at the first failure or loss. We listen
   * for silence ourselves: the client overlooks a dead wire on which a request with a time limit waits, and gives any
   * other half a minute to say goodbye.
   */
  function connect(): Promise<Link> {
    const attempt: Promise<Link> = new Promise((resolve, reject) => {
      let silence: SilenceWatch | undefined;
      let open = false;
      const give = (thrown: unknown) => {
        clearTimeout(timer);
        silence?.stop();
        if (link === attempt) link = undefined;
        const failure = wsFailure(thrown, url);
        const broke = open;
        open = false;
        // Stopping the client reports another, lesser error: the first one is the cause.
        reject(failure);
        client.stop();
        if (broke) for (const mourner of mourners) mourner(failure);
      };
      const timer = setTimeout(() => give(timedOut(url)), CONNECT_TIMEOUT_MS);
      const client = new GatewayClient({
        ...clientOptions(options, url),
        onHelloOk: (frame) => {
          clearTimeout(timer);
          const hello = helloFrom(object(frame));
          const missing = lackingScope(options.instance.mode, hello.scopes);
          if (missing !== undefined) return give(missingScope(undefined, missing));
          options.log.info(
            { instance: options.instance.name, version: hello.version },
            'connected to OpenClaw',
          );
          silence = watchForSilence(tickMsFrom(object(frame)), () => {
            options.log.warn({ instance: options.instance.name }, 'OpenClaw fell silent: connecting anew');
            give(fellSilent(url));
          });
          open = true;
          resolve({ client, hello, silence });
        },
        onConnectError: give,
        onReconnectPaused: ({ reason }) => give(new Error(reason)),
        onClose: (code, reason) => {
          options.log.debug(
            { instance: options.instance.name, code, reason },
            'the connection to OpenClaw ended',
          );
          give(closedByGateway(url, code, reason));
        },
        onEvent: ({ event, payload }) => {
          silence?.heard();
          const heard = { event, payload: object(payload) };
          for (const listener of listeners) listener(heard);
        },
      });
      abandon = async () => {
        give(stopping());
        await client.stopAndWait().catch(() => {});
      };
      // Some errors are told while it starts, when `attempt` would not have its value yet.
      queueMicrotask(() => client.start());
    });
    return attempt;
  }
}

function join<T>(all: Set<T>, one: T): () => void {
  all.add(one);
  return () => {
    all.delete(one);
  };
}

function clientOptions(
  { instance, capabilities, device, tokens, log, version, allowPlaintext }: ConnectionOptions,
  url: string,
) {
  const tokenKey = ({ deviceId, role }: { deviceId: string; role: string }) => `${url} ${role} ${deviceId}`;
  return {
    url,
    ...defined({ token: instance.credentials.token, password: instance.credentials.password }),
    // `cli` with a device is paired silently on loopback; a `backend` never is.
    clientName: 'cli' as const,
    mode: 'cli' as const,
    clientDisplayName: 'clawbridge',
    clientVersion: version,
    role: 'operator',
    scopes: scopesOf(instance.mode),
    caps: [...capabilities],
    env: allowPlaintext ? { OPENCLAW_ALLOW_INSECURE_PRIVATE_WS: '1' } : {},
    deviceIdentity: device,
    hostDeps: {
      signDevicePayload: signPayload,
      publicKeyRawBase64UrlFromPem: rawPublicKey,
      loadDeviceAuthToken: (of: { deviceId: string; role: string }) => tokens.load(tokenKey(of)) ?? null,
      storeDeviceAuthToken: (of: { deviceId: string; role: string; token: string; scopes: string[] }) =>
        tokens.save(tokenKey(of), { token: of.token, scopes: of.scopes }),
      clearDeviceAuthToken: (of: { deviceId: string; role: string }) => tokens.forget(tokenKey(of)),
      logDebug: (message: string) => log.debug({ instance: instance.name }, message),
      logError: (message: string) => log.debug({ instance: instance.name }, message),
    },
  };
}

function helloFrom(frame: Json): Hello {
  const server = object(frame['server']);
  return {
    scopes: array(object(frame['auth'])['scopes']).map(String),
    ...defined({ version: text(server['version']), bootId: text(server['bootId']) }),
  };
}

function tickMsFrom(frame: Json): number {
  return number(object(frame['policy'])['tickIntervalMs']) ?? TICK_MS;
}

/** The gateway said no, or said nothing in time; anything else means that the wire broke. */
function answered(thrown: unknown): boolean {
  return thrown instanceof GatewayClientRequestError || thrown instanceof GatewayClientRequestTimeoutError;
}

function closedByGateway(url: string, code: number, reason: string): Failure {
  const why = reason === '' ? String(code) : `${code}, ${reason}`;
  return new Failure('gateway_unreachable', `OpenClaw at ${url} closed the connection (${why}).`, {
    hint: 'It may be restarting: try again in a moment. Its log has the reason.',
    retryable: true,
  });
}

function fellSilent(url: string): Failure {
  return new Failure('connection_lost', `OpenClaw at ${url} fell silent.`, { retryable: true });
}

function stopping(): Failure {
  return new Failure('shutting_down', 'clawbridge is stopping.', { retryable: true });
}

function timedOut(url: string): Failure {
  return new Failure(
    'gateway_unreachable',
    `OpenClaw at ${url} did not complete the handshake within ${CONNECT_TIMEOUT_MS / 1000} s.`,
    {
      hint: 'The gateway may be overloaded, or a proxy in between does not pass WebSockets (then use --outlet http).',
      retryable: true,
    },
  );
}
