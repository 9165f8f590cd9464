import { randomUUID } from 'node:crypto';
import type { LinkFrame, RelayLinkFrame } from '@clawbridge/wire';

type Numbered = Extract<LinkFrame, { readonly type: 'reply' | 'notice' | 'approval' | 'decided' }>;
type WithoutRef<Frame> = Frame extends unknown ? Omit<Frame, 'ref'> : never;
/** A frame that is written once, and acknowledged. */
export type Told = WithoutRef<Numbered>;

type Ack = Extract<RelayLinkFrame, { type: 'ack' }>;
type Nack = Extract<RelayLinkFrame, { type: 'nack' }>;

/** How long to keep what the relay could not take just now. Milliseconds. */
const AGAIN_MS = 100;

/** What the relay is to write, kept until it has. */
export interface Outbox {
  /** Resolves with the id of the entry; rejects when the relay will never write it. */
  put(frame: Told): Promise<string>;
  /** The same where nobody waits for it. */
  tell(frame: Told): void;
  /** Says again what has not been acknowledged, in order. */
  again(): void;
  acked(ack: Ack): void;
  nacked(nack: Nack): void;
  /** How many wait. */
  size(): number;
  /** What the relay will never write, and why. */
  readonly refused: readonly Nack[];
}

interface Waiting {
  readonly frame: Numbered;
  resolve(id: string): void;
  reject(error: Error): void;
}

/** @param send false when there is no link */
export function createOutbox(send: (frame: LinkFrame) => boolean, nextRef: () => number): Outbox {
  const waiting = new Map<number, Waiting>();
  const refused: Nack[] = [];
  const put = (told: Told): Promise<string> => {
    const ref = nextRef();
    const frame: Numbered = { ...told, ref };
    return new Promise((resolve, reject) => {
      waiting.set(ref, { frame, resolve, reject });
      send(frame);
    });
  };
  return {
    put,
    tell(told) {
      // It stands in `refused`.
      put(told).catch(() => {});
    },
    refused,
    again() {
      for (const { frame } of waiting.values()) send(frame);
    },
    acked({ ref, id }) {
      waiting.get(ref)?.resolve(id);
      waiting.delete(ref);
    },
    nacked(nack) {
      const { ref, code, message, isRetryable } = nack;
      const one = waiting.get(ref);
      if (one === undefined) return;
      if (isRetryable) return void setTimeout(() => waiting.has(ref) && send(one.frame), AGAIN_MS);
      waiting.delete(ref);
      refused.push(nack);
      one.reject(new Error(`${code}: ${message}`));
    },
    size: () => waiting.size,
  };
}

/** A nonce like no other. */
export function newNonce(): string {
  return randomUUID();
}
