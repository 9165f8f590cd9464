import type { PeerFrame, RelayFrame } from '@clawbridge/wire';

type Sent = Extract<PeerFrame, { readonly cid: string }>;
type Accepted = Extract<RelayFrame, { readonly type: 'accepted' }>;
type Refused = Extract<RelayFrame, { readonly type: 'refused' }>;

/** How long to keep what the relay could not take just now. Milliseconds. */
const AGAIN_MS = 100;

/** What a browser has said, kept until the relay has it. */
export interface PeerOutbox {
  /** Resolves when it is accepted; rejects with what the relay says when it never will be. */
  put(frame: Sent): Promise<Accepted>;
  /** Says again what is neither accepted nor refused, in order. */
  again(): void;
  accepted(frame: Accepted): void;
  refused(frame: Refused): void;
  size(): number;
}

interface Waiting {
  readonly frame: Sent;
  resolve(accepted: Accepted): void;
  reject(error: Error): void;
}

export function createPeerOutbox(send: (frame: PeerFrame) => unknown): PeerOutbox {
  const waiting = new Map<string, Waiting>();
  return {
    put(frame) {
      return new Promise((resolve, reject) => {
        waiting.set(frame.cid, { frame, resolve, reject });
        send(frame);
      });
    },
    again() {
      for (const { frame } of waiting.values()) send(frame);
    },
    accepted(frame) {
      waiting.get(frame.cid)?.resolve(frame);
      waiting.delete(frame.cid);
    },
    refused({ cid = '', code, message, isRetryable }) {
      const one = waiting.get(cid);
      if (one === undefined) return;
      if (isRetryable) return void setTimeout(() => waiting.has(cid) && send(one.frame), AGAIN_MS);
      waiting.delete(cid);
      one.reject(new Error(`${code}: ${message}`));
    },
    size: () => waiting.size,
  };
}
