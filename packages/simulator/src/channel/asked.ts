import { randomUUID } from 'node:crypto';
import type { Decision } from '@clawbridge/wire';

const DECISIONS: readonly Decision[] = ['allow-once', 'allow-always', 'deny'];

/** Approvals somebody has yet to decide. */
export interface Asked {
  /** Resolves with what is decided; rejects when the turn is stopped. */
  ask(to: string, signal: AbortSignal): { readonly id: string; readonly decision: Promise<Decision> };
  /** Resolves with whom it was asked; undefined when nothing of this id waits. */
  decide(id: string, decision: Decision): string | undefined;
  /** Ids of those that wait. */
  open(): readonly string[];
}

export function createAsked(): Asked {
  const waiting = new Map<string, { readonly to: string; resolve(decision: Decision): void }>();
  return {
    ask(to, signal) {
      const id = randomUUID();
      const decision = new Promise<Decision>((resolve, reject) => {
        waiting.set(id, { to, resolve });
        signal.addEventListener('abort', () => {
          waiting.delete(id);
          reject(signal.reason as Error);
        });
      });
      return { id, decision };
    },
    decide(id, decision) {
      const one = waiting.get(id);
      waiting.delete(id);
      one?.resolve(decision);
      return one?.to;
    },
    open: () => [...waiting.keys()],
  };
}

/** `/approve ID allow-once`, as it is typed. */
export function readDecision(text: string): { readonly id: string; readonly decision: Decision } | undefined {
  const [, id = '', decision] = /^\/approve\s+(\S+)\s+(\S+)$/.exec(text.trim()) ?? [];
  const found = DECISIONS.find((one) => one === decision);
  return found === undefined ? undefined : { id, decision: found };
}
