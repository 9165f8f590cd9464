/** Whose software is played: the maker's cloud, or the server people run themselves. */
export type XiaozhiMode = 'cloud' | 'selfhosted';

export interface XiaozhiOptions {
  readonly mode: XiaozhiMode;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Milliseconds between two pings: of JSON-RPC in the cloud (60 s), of WebSocket on a server of one's own (20 s). */
  readonly pingMs?: number;
  /** How long a ping may stay unanswered before the socket is closed; by default as long as `pingMs` is by default. */
  readonly pongMs?: number;
  /** How long the cloud waits for the answer to `initialize`; 10 s. */
  readonly initializeMs?: number;
  /** How long a device waits for a tool: 10 s in the cloud, which had 300 s as well; 30 s on a server of one's own. */
  readonly callTimeoutMs?: number;
  /** How long closing a socket that does not answer takes, with everybody waiting; 20 s. */
  readonly blockMs?: number;
  /** Self-hosted: whoever takes the place of a tool side is unregistered with it. Default true, as it is. */
  readonly zombie?: boolean;
}

/** How this xiaozhi is configured. */
export interface XiaozhiSettings {
  readonly mode: XiaozhiMode;
  readonly pingMs: number;
  readonly pongMs: number;
  readonly initializeMs: number;
  readonly callTimeoutMs: number;
  readonly blockMs: number;
  readonly zombie: boolean;
}

const DEFAULTS: Readonly<Record<XiaozhiMode, { readonly pingMs: number; readonly callTimeoutMs: number }>> = {
  cloud: { pingMs: 60_000, callTimeoutMs: 10_000 },
  selfhosted: { pingMs: 20_000, callTimeoutMs: 30_000 },
};

export function settingsOf(options: XiaozhiOptions): XiaozhiSettings {
  const { mode } = options;
  const { pingMs, callTimeoutMs } = DEFAULTS[mode];
  return {
    mode,
    pingMs: options.pingMs ?? pingMs,
    pongMs: options.pongMs ?? pingMs,
    initializeMs: options.initializeMs ?? 10_000,
    callTimeoutMs: options.callTimeoutMs ?? callTimeoutMs,
    blockMs: options.blockMs ?? 20_000,
    zombie: options.zombie ?? true,
  };
}
