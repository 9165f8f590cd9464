import type { Entry } from '@clawbridge/wire';

/** Questions nobody has answered yet. An answer of the agent ends them, too: it does not wait for a decision any more. */
export function stillAsked(entries: readonly Entry[]): ReadonlySet<string> {
  return entries.reduce(askedAfter, NONE);
}

const NONE: ReadonlySet<string> = new Set();

export function askedAfter(asked: ReadonlySet<string>, entry: Entry): ReadonlySet<string> {
  if (entry.kind === 'approval') return new Set([...asked, entry.approval.id]);
  if (entry.kind === 'decided') return new Set([...asked].filter((id) => id !== entry.approval));
  return entry.kind === 'answered' && entry.isFinal ? NONE : asked;
}

/** By the message that is answered: what the agent was not allowed to do. */
export function deniedIn(entries: readonly Entry[]): ReadonlyMap<string, readonly string[]> {
  const asked = new Map<string, { readonly turn: string; readonly what: string }>();
  const denied = new Map<string, readonly string[]>();
  for (const entry of entries) {
    if (entry.kind === 'approval' && entry.turn !== undefined)
      asked.set(entry.approval.id, { turn: entry.turn, what: entry.approval.what });
    const question =
      entry.kind === 'decided' && entry.decision === 'deny' ? asked.get(entry.approval) : undefined;
    if (question !== undefined)
      denied.set(question.turn, [...(denied.get(question.turn) ?? []), question.what]);
  }
  return denied;
}
