import type { WebSocket } from 'ws';
import type { XiaozhiDevice } from './device.ts';
import type { ToolSocket } from './tool-socket.ts';

/** What becomes of somebody who wants a WebSocket. */
export type Admission =
  | { readonly kind: 'http'; readonly status: number; readonly reason: string }
  /** Let in, and turned away at once. */
  | { readonly kind: 'close'; readonly code: number; readonly reason: string }
  | { readonly kind: 'tool side' | 'device'; readonly agentId: string };

/** Where an endpoint is found. */
export interface Address {
  readonly agentId: string;
  readonly token: string;
  /** Where its tool side dials in, with the token. */
  readonly url: string;
  /** Where its devices dial in, with the token. The cloud has no such place. */
  readonly callUrl: string;
}

/** One kind of xiaozhi, from its start to its end. */
export interface Side {
  admit(url: URL): Admission;
  /** What it says by HTTP. */
  page?(url: URL): object | undefined;
  admitToolSide(socket: ToolSocket): void;
  admitDevice?(socket: WebSocket, agentId: string): void;
  /**
   * Somebody speaks to a device.
   * @param serial of the device; only the cloud passes it on
   */
  openDevice(address: Address, serial?: string): Promise<XiaozhiDevice>;
  /** Would a call reach a tool side of this agent? */
  isRegistered(agentId: string): boolean;
  /** The agents of whom this is so. */
  registered(): readonly string[];
}
