import type { WebSocket } from 'ws';
import type { FrameLog } from './frame-log.ts';

/** How a socket ends: with this close frame, or without any. */
export interface DropOptions {
  readonly code?: number;
  readonly reason?: string;
}

/** Who plays the endpoint on a tool socket. */
export interface ToolSocketListener {
  onText(text: string): void;
  onBinary(): void;
  onPong(): void;
  onGone(): void;
}

/** The endpoint's end of the WebSocket of one tool side, with everything that may go wrong with it. */
export class ToolSocket {
  readonly agentId: string;
  readonly connection: number;
  readonly #socket: WebSocket;
  readonly #log: FrameLog;
  /** Resolves when it is gone. */
  readonly left: Promise<void>;
  #listener: ToolSocketListener | undefined;
  #leave: () => void = () => {};
  #deaf = false;
  #gone = false;

  constructor(socket: WebSocket, agentId: string, log: FrameLog) {
    this.#socket = socket;
    this.agentId = agentId;
    this.connection = log.nextConnection();
    this.#log = log;
    this.left = new Promise((resolve) => (this.#leave = resolve));
    // With the default `binaryType` a message arrives in one Buffer.
    socket.on('message', (data, isBinary) => this.#hear(data as Buffer, isBinary));
    socket.on('pong', () => this.#listener?.onPong());
    // A half-open socket does not notice that the other end is gone.
    socket.on('close', () => !this.#deaf && this.#end());
    // Errors of the wire end in `close`.
    socket.on('error', () => {});
  }

  listen(listener: ToolSocketListener): void {
    this.#listener = listener;
  }

  /** Can it be written to? A half-open one seems so. */
  get open(): boolean {
    return !this.#gone && (this.#deaf || this.#socket.readyState === this.#socket.OPEN);
  }

  /** Does what is sent arrive? */
  get reachable(): boolean {
    return this.open && !this.#deaf;
  }

  get gone(): boolean {
    return this.#gone;
  }

  send(text: string): void {
    if (!this.reachable) return;
    this.#log.note({ from: 'endpoint', agentId: this.agentId, connection: this.connection, text });
    this.#socket.send(text);
  }

  ping(): void {
    if (this.reachable) this.#socket.ping();
  }

  close(code: number, reason: string): void {
    if (this.#deaf) return;
    this.#socket.close(code, reason);
  }

  /** Closes it and waits until the other end has agreed; cuts it if that takes longer than so many milliseconds. */
  async farewell(code: number, reason: string, patienceMs: number): Promise<void> {
    this.close(code, reason);
    const impatient = setTimeout(() => this.cut(), patienceMs);
    await this.left;
    clearTimeout(impatient);
  }

  /** Ends it without a close frame. */
  cut(): void {
    this.#socket.terminate();
    this.#end();
  }

  drop({ code, reason = '' }: DropOptions = {}): void {
    if (code === undefined) this.cut();
    else this.close(code, reason);
  }

  /** Takes nothing off the wire any more, until the returned function is called. */
  pauseReading(): () => void {
    this.#socket.pause();
    return () => this.#socket.resume();
  }

  /** Half-open: the wire is cut, and neither end is told. */
  deafen(): void {
    this.#deaf = true;
    this.#socket.pause();
  }

  #hear(data: Buffer, isBinary: boolean): void {
    if (this.#deaf) return;
    const text = isBinary ? '' : data.toString();
    this.#log.note({ from: 'tool side', agentId: this.agentId, connection: this.connection, text });
    if (isBinary) this.#listener?.onBinary();
    else this.#listener?.onText(text);
  }

  #end(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#leave();
    this.#listener?.onGone();
  }
}
