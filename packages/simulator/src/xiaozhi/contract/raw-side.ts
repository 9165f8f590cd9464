import { WebSocket } from 'ws';
import { parseObject, type Wire } from '../json-rpc.ts';
import { answerTo } from '../tool-side.ts';

export interface RawOptions {
  /** Answers what it is asked, as a tool side. */
  readonly serve?: boolean;
  /** What it answers instead; undefined for the usual answer, null for none. */
  readonly answer?: (frame: Wire) => Wire | null | undefined;
  /** Does it answer pings of WebSocket? Default true. */
  readonly autoPong?: boolean;
}

/** A WebSocket on the bare wire, as a tool side or as a device: it hides nothing. */
export class RawSide {
  readonly texts: string[] = [];
  readonly opened: Promise<void>;
  readonly closed: Promise<readonly [number, string]>;
  /** What the socket says when there is no WebSocket at all. */
  readonly failed: Promise<string>;
  readonly socket: WebSocket;
  readonly #listeners = new Set<(frame: Wire) => void>();

  constructor(url: string, { serve = false, answer, autoPong = true }: RawOptions = {}) {
    this.socket = new WebSocket(url, { perMessageDeflate: false, autoPong, maxPayload: 0 });
    this.opened = new Promise((resolve) => this.socket.on('open', () => resolve()));
    this.failed = new Promise((resolve) => this.socket.on('error', (error) => resolve(error.message)));
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve([code, reason.toString()]));
    });
    this.socket.on('message', (data) => {
      const text = (data as Buffer).toString();
      this.texts.push(text);
      const frame = parseObject(text);
      if (frame === undefined) return;
      for (const listener of this.#listeners) listener(frame);
      if (!serve) return;
      const special = answer?.(frame);
      const said = special === undefined ? answerTo(frame) : special;
      if (said) this.send(said);
    });
  }

  /** What came, as objects. */
  get frames(): readonly Wire[] {
    return this.texts.map(parseObject).filter((frame) => frame !== undefined);
  }

  send(frame: unknown): void {
    this.sendText(JSON.stringify(frame));
  }

  sendText(text: string): void {
    this.socket.send(text);
  }

  sendBinary(text: string): void {
    this.socket.send(Buffer.from(text), { binary: true });
  }

  /** The first frame that fits, past or future. */
  frame(fits: (frame: Wire) => boolean): Promise<Wire> {
    const past = this.frames.find(fits);
    if (past !== undefined) return Promise.resolve(past);
    return this.nextFrame(fits);
  }

  /** The first frame from now on that fits. */
  nextFrame(fits: (frame: Wire) => boolean = () => true): Promise<Wire> {
    return new Promise((resolve) => {
      const listener = (frame: Wire) => {
        if (!fits(frame)) return;
        this.#listeners.delete(listener);
        resolve(frame);
      };
      this.#listeners.add(listener);
    });
  }

  /** Sends a request and resolves with whatever comes back under its id. */
  ask(frame: Wire): Promise<Wire> {
    const heard = this.nextFrame(({ id }) => id === frame['id']);
    this.send({ jsonrpc: '2.0', ...frame });
    return heard;
  }

  /** The plug is pulled. */
  leave(): void {
    this.socket.terminate();
  }
}
