import { Cloud } from './cloud.ts';
import { simulatedEndpoint, type SimulatedEndpoint } from './endpoint.ts';
import { FrameLog, type XiaozhiFrame } from './frame-log.ts';
import { Life } from './life.ts';
import { Lock } from './lock.ts';
import { News } from './news.ts';
import { settingsOf, type XiaozhiMode, type XiaozhiOptions, type XiaozhiSettings } from './options.ts';
import { Refusal } from './refusal.ts';
import { Relay } from './relay.ts';
import type { Address, Side } from './side.ts';
import { cloudClaims, cloudToken, selfhostedToken } from './tokens.ts';
import type { DropOptions } from './tool-socket.ts';

export interface Xiaozhi {
  readonly mode: XiaozhiMode;
  readonly port: number;
  /** Of a server of one's own: makes its tokens, and opens its page of health. */
  readonly serverKey: string;
  /** A page for people; a wrong `key` is told with status 200. Only on a server of one's own. */
  readonly healthUrl: string;
  /** The newest 10,000 frames of all tool sockets. */
  readonly frames: readonly XiaozhiFrame[];
  /** One of as many endpoints as one likes; always the same for the same number. Default 1. */
  endpoint(number?: number): SimulatedEndpoint;
  /** Where a tool side dials in with this token, or with none. */
  urlWith(token: string | undefined): string;
  /** How many tool sockets there are. */
  connections(): number;
  /** The ids of the agents whose tool side would be reached by a call. */
  registered(): readonly string[];
  /** Resolves when so many agents have a tool side. */
  waitForRegistered(count: number): Promise<void>;
  /** Ends all tool sockets at once: with a close frame if there is a code, else without. */
  drop(how?: DropOptions): void;
  /**
   * Lets nobody in, until the returned function is called.
   * @param status the HTTP status they get; without it the wire is cut
   */
  refuse(status?: number): () => void;
  /** The same for so many milliseconds. */
  refuseFor(ms: number, status?: number): void;
  /** Whoever comes from now on is let in and hears nothing, until the returned function is called or it starts again. */
  wedge(): () => void;
  /** As kill -9: all sockets are cut, and all registrations forgotten. */
  stop(): Promise<void>;
  /** Again, on the same port. */
  start(): Promise<void>;
}

/** Starts a xiaozhi on 127.0.0.1, as the cloud or as a server of one's own. */
export async function startXiaozhi(options: XiaozhiOptions): Promise<Xiaozhi> {
  const xiaozhi = new RunningXiaozhi(options);
  await xiaozhi.start();
  return xiaozhi;
}

class RunningXiaozhi implements Xiaozhi {
  readonly serverKey = 'simulated-server-key';
  readonly #settings: XiaozhiSettings;
  readonly #log = new FrameLog();
  readonly #news = new News();
  readonly #refusal = new Refusal();
  readonly #endpoints = new Map<number, SimulatedEndpoint>();
  #lock = new Lock();
  #port: number;
  #life: Life | undefined;

  constructor(options: XiaozhiOptions) {
    this.#settings = settingsOf(options);
    this.#port = options.port ?? 0;
  }

  get mode(): XiaozhiMode {
    return this.#settings.mode;
  }

  get port(): number {
    return this.#port;
  }

  get healthUrl(): string {
    return `http://127.0.0.1:${this.#port}/mcp_endpoint/health?key=${this.serverKey}`;
  }

  get frames(): readonly XiaozhiFrame[] {
    return this.#log.all();
  }

  endpoint(number = 1): SimulatedEndpoint {
    const known = this.#endpoints.get(number);
    if (known !== undefined) return known;
    const around = { log: this.#log, news: this.#news, life: () => this.#life };
    const endpoint = simulatedEndpoint(this.#address(number), around);
    this.#endpoints.set(number, endpoint);
    return endpoint;
  }

  urlWith(token: string | undefined): string {
    return this.#url(this.mode === 'cloud' ? '/mcp/' : '/mcp_endpoint/mcp/', token);
  }

  connections(): number {
    return this.#life?.toolSockets().length ?? 0;
  }

  registered(): readonly string[] {
    return this.#life?.side.registered() ?? [];
  }

  waitForRegistered(count: number): Promise<void> {
    return this.#news.until(() => this.registered().length >= count);
  }

  drop(how: DropOptions = {}): void {
    for (const socket of this.#life?.toolSockets() ?? []) socket.drop(how);
  }

  refuse(status?: number): () => void {
    return this.#refusal.begin(status);
  }

  refuseFor(ms: number, status?: number): void {
    setTimeout(this.refuse(status), ms).unref();
  }

  wedge(): () => void {
    let release = () => {};
    this.#lock.hold((free) => (release = free));
    return () => release();
  }

  async start(): Promise<void> {
    if (this.#life !== undefined) return;
    this.#lock = new Lock();
    const life = new Life(this.#side(), this.#refusal, this.#log, this.#news);
    this.#life = life;
    this.#port = await life.listen(this.#port);
  }

  async stop(): Promise<void> {
    const life = this.#life;
    this.#life = undefined;
    await life?.kill();
    this.#news.tell();
  }

  #side(): Side {
    if (this.mode === 'cloud') return new Cloud(this.#settings, this.#lock, this.#news);
    return new Relay(this.#settings, this.serverKey, this.#lock, this.#news);
  }

  #address(number: number): Address {
    const { agentId, token } =
      this.mode === 'cloud' ? cloudAgent(number) : selfhostedAgent(number, this.serverKey);
    return { agentId, token, url: this.urlWith(token), callUrl: this.#url('/mcp_endpoint/call/', token) };
  }

  #url(path: string, token: string | undefined): string {
    const query = token === undefined ? '' : `?token=${encodeURIComponent(token)}`;
    return `ws://127.0.0.1:${this.#port}${path}${query}`;
  }
}

type Agent = Pick<Address, 'agentId' | 'token'>;

function cloudAgent(number: number): Agent {
  return { agentId: String(number), token: cloudToken(cloudClaims(number)) };
}

/** An agent whose token has everything in it that must be escaped in a URL. */
function selfhostedAgent(number: number, serverKey: string): Agent {
  for (let attempt = 0; ; attempt += 1) {
    const agentId = `agent_${number}_${attempt}`;
    const token = selfhostedToken(serverKey, JSON.stringify({ agentId }));
    if (['+', '/', '='].every((escaped) => token.includes(escaped))) return { agentId, token };
  }
}
