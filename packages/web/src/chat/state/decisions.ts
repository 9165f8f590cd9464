import { shallowReactive } from 'vue';

/** How far a decision has come that is not in the log yet. */
export type Deciding = 'sent' | 'failed';

/** What was decided here, until it stands in the log. */
export interface Decisions {
  /** By approval. */
  readonly all: ReadonlyMap<string, Deciding>;
  put(approval: string, cid: string, state: Deciding): void;
  /** The relay's no. False when it is no decision that is named so. */
  refuse(cid: string | undefined): boolean;
  /** It stands in the log. */
  settle(approval: string): void;
}

export function createDecisions(): Decisions {
  const all = shallowReactive(new Map<string, Deciding>());
  /** By cid, so that a refusal finds its question. */
  const approvals = new Map<string, string>();
  return {
    all,
    put(approval, cid, state) {
      approvals.set(cid, approval);
      all.set(approval, state);
    },
    refuse(cid) {
      const approval = cid === undefined ? undefined : approvals.get(cid);
      if (approval === undefined) return false;
      all.set(approval, 'failed');
      return true;
    },
    settle: (approval) => void all.delete(approval),
  };
}
