import type { LineSocket } from './line.ts';

/** A socket whose other end is the test. */
export interface ScriptedSocket extends LineSocket {
  /** Frames it was given to send. */
  readonly sent: readonly unknown[];
  /** How it was closed from this end. */
  readonly closed: { readonly code?: number | undefined; readonly reason?: string | undefined } | undefined;
  opens(): void;
  says(data: unknown): void;
  pings(): void;
  ends(code: number, reason?: string): void;
  fails(message: string): void;
}

/** @param kind whether it tells of pings, as that of ws does and a browser's does not */
export function createScriptedSocket(kind: 'ws' | 'browser' = 'browser'): ScriptedSocket {
  const sent: unknown[] = [];
  const pings: (() => void)[] = [];
  let readyState = 0;
  let closed: ScriptedSocket['closed'];
  const socket: ScriptedSocket = {
    sent,
    bufferedAmount: 0,
    get readyState() {
      return readyState;
    },
    get closed() {
      return closed;
    },
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
    ...(kind === 'ws' ? { on: (_event: 'ping', listener: () => void) => pings.push(listener) } : {}),
    send: (data) => sent.push(JSON.parse(data)),
    close(code, reason) {
      readyState = 3;
      closed = { code, reason };
    },
    opens() {
      readyState = 1;
      socket.onopen?.({});
    },
    says: (data) => socket.onmessage?.({ data: typeof data === 'string' ? data : JSON.stringify(data) }),
    pings: () => pings.forEach((listener) => listener()),
    ends(code, reason = '') {
      readyState = 3;
      socket.onclose?.({ code, reason });
    },
    fails(message) {
      socket.onerror?.({ type: 'error', message });
      socket.ends(1006);
    },
  };
  return socket;
}
