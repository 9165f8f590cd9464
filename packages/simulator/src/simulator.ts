import { background } from './background.ts';
import { Devices } from './devices.ts';
import { bornGateway, type Book, type Disk, type Gateway, type GatewaySettings } from './gateway.ts';
import { receive, seedConversation, type InboundMessage, type SeededConversation } from './inbound.ts';
import { Life } from './life.ts';
import type { SentMessage } from './post.ts';
import { Sessions } from './sessions.ts';
import { Trouble } from './trouble.ts';
import { Turns, type SimulatedTurn } from './turns.ts';

export interface SimulatorOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Default `simulator-token`. */
  readonly token?: string;
  /** Clients come from another machine: a device is needed for rights, and somebody must approve it. */
  readonly remote?: boolean;
  /** Is the HTTP endpoint switched on? Default true here; the real gateway's default is off. */
  readonly chatCompletions?: boolean;
  /** False refuses upgrades with 404, like a plain HTTP proxy. */
  readonly webSocket?: boolean;
  readonly version?: string;
  readonly tickIntervalMs?: number;
  /** Milliseconds the agent thinks before its first word. */
  readonly turnDelayMs?: number;
  /** Milliseconds `terminate()` waits for running turns; default 20 s, in the real gateway 315 s. */
  readonly drainMs?: number;
  /** Channels texts are sent over; default `telegram`. The recipient `nobody` cannot be reached. */
  readonly channels?: readonly string[];
}

export interface Simulator {
  readonly port: number;
  readonly token: string;
  readonly httpUrl: string;
  readonly wsUrl: string;
  /** Every turn of every life, in the order of arrival; the newest 10,000. */
  readonly turns: readonly SimulatedTurn[];
  /** Every text that went out over a channel, in any life. */
  readonly sent: readonly SentMessage[];
  /** How many clients are connected by WebSocket. */
  connections(): number;
  /** Cuts every socket without a close frame. Runs go on, except those of HTTP clients that are now gone. */
  dropConnections(): void;
  /** Cuts the connection that takes the last of the next `count` frames, all clients counted. */
  dropAfterFrames(count: number): void;
  /** The next `count` messages reach no subscriber as an event; the history has them. */
  loseMessages(count: number): void;
  /** The next `count` messages reach each subscriber twice, as was seen. */
  repeatMessages(count: number): void;
  /** Makes a session with a route to a person or a group, without a word in it. Nobody is told. */
  seedConversation(conversation: SeededConversation): void;
  /** A person says something over a channel. Subscribers are told; nobody answers. @returns the id of the message */
  receive(message: InboundMessage): string;
  pendingDevices(): readonly { readonly requestId: string; readonly deviceId: string }[];
  approveDevice(requestId: string): void;
  /** As kill -9: sockets are cut, keys and runs forgotten, transcripts and devices kept. */
  kill(): Promise<void>;
  /** Starts again on the same port, as a new boot. */
  start(): Promise<void>;
  /** As SIGTERM: turns that have begun end if they do in time, the others are turned away; then as `stop`. */
  terminate(): Promise<void>;
  /** Shutdown event, close 1012, without waiting for running turns. */
  stop(): Promise<void>;
}

/** Starts a gateway on 127.0.0.1. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = new RunningSimulator(options);
  await simulator.start();
  return simulator;
}

class RunningSimulator implements Simulator {
  readonly token: string;
  readonly #settings: GatewaySettings;
  readonly #disk: Disk = { sessions: new Sessions(), devices: new Devices(), approvals: [] };
  readonly #turns = new Turns();
  readonly #trouble = new Trouble();
  readonly sent: SentMessage[] = [];
  #port: number;
  #life: Life | undefined;
  #gateway: Gateway | undefined;
  /** Should it be running? A crash must not undo a stop. */
  #wanted = false;

  constructor(options: SimulatorOptions) {
    this.#port = options.port ?? 0;
    this.token = options.token ?? 'simulator-token';
    this.#settings = {
      token: this.token,
      remote: options.remote ?? false,
      chatCompletions: options.chatCompletions ?? true,
      webSocket: options.webSocket ?? true,
      version: options.version ?? '2026.9.6',
      tickIntervalMs: options.tickIntervalMs ?? 30_000,
      turnDelayMs: options.turnDelayMs ?? 0,
      drainMs: options.drainMs ?? 20_000,
      channels: options.channels ?? ['telegram'],
    };
  }

  get port(): number {
    return this.#port;
  }

  get httpUrl(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get wsUrl(): string {
    return `ws://127.0.0.1:${this.#port}`;
  }

  get turns(): readonly SimulatedTurn[] {
    return this.#turns.all();
  }

  connections(): number {
    return this.#life?.connected ?? 0;
  }

  dropConnections(): void {
    this.#life?.cut();
  }

  dropAfterFrames(count: number): void {
    this.#trouble.cutAfter(count);
  }

  loseMessages(count: number): void {
    this.#trouble.tellNextMessages(count, 0);
  }

  repeatMessages(count: number): void {
    this.#trouble.tellNextMessages(count, 2);
  }

  seedConversation(conversation: SeededConversation): void {
    seedConversation(this.#running(), conversation);
  }

  receive(message: InboundMessage): string {
    return receive(this.#running(), message).__openclaw.id;
  }

  pendingDevices(): readonly { readonly requestId: string; readonly deviceId: string }[] {
    return this.#disk.devices.pending().map(({ requestId, deviceId }) => ({ requestId, deviceId }));
  }

  approveDevice(requestId: string): void {
    this.#disk.devices.approve(requestId);
  }

  async start(): Promise<void> {
    if (this.#life !== undefined) return;
    this.#wanted = true;
    const accidents = { disconnect: () => this.dropConnections(), restart: () => background(this.#crash()) };
    const book: Book = {
      onRun: (run) => this.#turns.note(run),
      onSent: (message) => this.sent.push(message),
    };
    const gateway = bornGateway(this.#settings, this.#disk, accidents, book, this.#trouble);
    this.#gateway = gateway;
    const life = new Life(gateway);
    this.#port = await life.listen(this.#port);
    this.#life = life;
    if (!this.#wanted) await this.#end()?.kill();
  }

  async kill(): Promise<void> {
    this.#wanted = false;
    await this.#end()?.kill();
  }

  async terminate(): Promise<void> {
    this.#wanted = false;
    await this.#life?.drain();
    await this.#end()?.stop();
  }

  async stop(): Promise<void> {
    this.#wanted = false;
    await this.#end()?.stop();
  }

  async #crash(): Promise<void> {
    await this.#end()?.kill();
    if (this.#wanted) await this.start();
  }

  #running(): Gateway {
    if (this.#life === undefined || this.#gateway === undefined)
      throw new Error('the simulator is not running');
    return this.#gateway;
  }

  #end(): Life | undefined {
    const life = this.#life;
    this.#life = undefined;
    return life;
  }
}
