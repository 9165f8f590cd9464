import {
  dial,
  type LineState,
  type LinkFrame,
  linkFrame,
  MAX_FRAME_BYTES,
  type RelayLinkFrame,
  relayLinkFrame,
  WIRE_VERSION,
} from '@clawbridge/wire';
import { WebSocket } from 'ws';
import { clock } from './clock.ts';

export interface LinkOptions {
  /** `ws://127.0.0.1:3000/openclaw` */
  readonly url: string;
  readonly token: string;
  /** Default `default`. */
  readonly account?: string;
  /** Of the waits before dialling again: 0 ≤ chance < 1. Default 0: at once. */
  chance?(): number;
}

/** The socket to the relay, with everything that may go wrong with it. */
export interface SimulatedLink {
  /** False when there is none. */
  send(frame: LinkFrame): boolean;
  /** Cuts it, without a goodbye. It comes back. */
  drop(): void;
  /** Takes nothing off the wire until the returned function is called. */
  pause(): () => void;
  wake(): void;
  close(): void;
}

export function openLink(
  { url, token, account = 'default', chance = () => 0 }: LinkOptions,
  on: { frame(frame: RelayLinkFrame): void; state(state: LineState): void },
): SimulatedLink {
  let socket: WebSocket | undefined;
  const headers = { authorization: `Bearer ${token}` };
  const line = dial<RelayLinkFrame, LinkFrame>({
    connect: () =>
      (socket = new WebSocket(url, { headers, perMessageDeflate: false, maxPayload: MAX_FRAME_BYTES })),
    schema: relayLinkFrame,
    hello: () => ({ type: 'hello', version: WIRE_VERSION, account, openclaw: 'simulated' }),
    onFrame: on.frame,
    onState: on.state,
    clock,
    chance,
  });
  return {
    send: (frame) => line.send(linkFrame.parse(frame)),
    drop: () => socket?.terminate(),
    pause() {
      const paused = socket;
      paused?.pause();
      return () => paused?.resume();
    },
    wake: () => line.wake(),
    close: () => line.close(1000, 'The simulated plugin is stopped.'),
  };
}
