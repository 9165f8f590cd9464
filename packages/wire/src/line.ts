import type * as z from 'zod/mini';

/** Both the browser's handlers and those of ws fit, whatever else their events hold. */
type Handler<E> = { handle(event: E): void }['handle'] | null;

/** What a line needs of a socket: the browser's WebSocket is one, and so is that of ws. */
export interface LineSocket {
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(data: string): void;
  close(code?: number, reason?: string): void;
  onopen: Handler<unknown>;
  onmessage: Handler<{ readonly data: unknown }>;
  onclose: Handler<{ readonly code: number; readonly reason: string }>;
  onerror: Handler<{ readonly type: string; readonly message?: unknown } | undefined>;
  /** The browser keeps pings to itself. */
  on?(event: 'ping', listener: () => void): unknown;
}

export type LineState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  /** Dials again by itself. What ended the line before, where there is something to tell. */
  | {
      readonly kind: 'waiting';
      readonly nextAttemptAt: number;
      readonly code?: number;
      readonly reason?: string;
    }
  /** Dials again only when it is woken: the other end will not have it. */
  | { readonly kind: 'stopped'; readonly code: number; readonly reason: string };

export interface LineClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `act` once after `ms`; the returned function cancels it. */
  after(ms: number, act: () => void): () => void;
}

export interface LineOptions<In, Out> {
  /** A new socket to the same place. May throw: that is an attempt that failed. */
  connect(): LineSocket;
  /** Of what the other end says. What does not fit ends the socket. */
  readonly schema: z.ZodMiniType<In>;
  /** The first frame on each socket. */
  hello(): Out;
  onFrame(frame: In): void;
  /** Told of the first attempt before `dial` returns, and of nothing once the line is closed. */
  onState(state: LineState): void;
  /** A frame that is answered, sent when nothing has come for a while. The `n`-th of this line. */
  beat?(n: number): Out;
  readonly clock: LineClock;
  /** 0 ≤ chance < 1 */
  chance(): number;
}

/** A socket that comes back. */
export interface Line<Out> {
  /** False when it is not open: nothing is kept. */
  send(frame: Out): boolean;
  isOpen(): boolean;
  /** Bytes that wait to leave. */
  bufferedAmount(): number;
  /** Somebody needs it now: dials at once, or makes sure that the other end is still there. */
  wake(): void;
  /** For good. */
  close(code?: number, reason?: string): void;
}
