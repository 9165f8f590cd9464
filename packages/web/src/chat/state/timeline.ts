import type { AskedApproval, Attachment, Decision, Entry, RunningTurn, ToolCard } from '@clawbridge/wire';
import { deniedIn } from './asked.ts';
import type { Fault, Waiting } from './outbox.ts';

export type Delivery = 'queued' | 'sending' | 'sent' | 'delivered' | 'failed' | 'undeliverable';

/** A file as it is shown: of the relay, or still of this browser. */
export type ShownFile = Pick<Attachment, 'name' | 'type' | 'size'> & {
  readonly id?: string;
  readonly bytes?: Blob;
};

export interface Mine {
  readonly kind: 'mine';
  readonly key: string;
  readonly cid: string;
  /** Of the entry, once there is one. */
  readonly id?: string;
  readonly seq?: number;
  readonly at: number;
  readonly text: string;
  readonly files: readonly ShownFile[];
  readonly delivery: Delivery;
  readonly fault?: Fault | undefined;
  /** Another message has been said instead. */
  readonly isEdited: boolean;
}

export interface Theirs {
  readonly kind: 'theirs';
  readonly key: string;
  /** Of the entry; undefined while it is written. */
  readonly seq?: number;
  readonly at: number | undefined;
  readonly text: string;
  readonly tools: readonly ToolCard[];
  readonly files: readonly ShownFile[];
  /** It is being written. */
  readonly isRunning: boolean;
  /** What the agent was not allowed to do for it. */
  readonly denied: readonly string[];
}

/** One thing in the log as it is shown. */
export type Item =
  | Mine
  | Theirs
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | {
      readonly kind: 'approval';
      readonly key: string;
      readonly seq: number;
      readonly at: number;
      readonly approval: AskedApproval;
      readonly decision: Decision | undefined;
    }
  | {
      readonly kind: 'notice';
      readonly key: string;
      readonly seq: number;
      readonly at: number;
      readonly text: string;
    };

export interface Told {
  readonly entries: readonly Entry[];
  readonly waiting: readonly Waiting[];
  readonly underway: ReadonlySet<string>;
}

/** Puts together what is shown of a thread: the log, and what waits to be sent. */
export function timelineOf({ entries, waiting, underway }: Told): readonly Item[] {
  const fates = fatesOf(entries, waiting);
  const items: Item[] = [];
  const finals = new Set<string>();
  for (const entry of entries) {
    const item = itemOf(entry, fates, finals);
    if (item !== undefined) items.push(item);
  }
  for (const message of waiting)
    if (!fates.said.has(message.cid)) items.push(waitingItem(message, underway.has(message.cid)));
  return withDays(items);
}

/** What became of messages and questions, which is said by entries of their own. */
interface Fates {
  readonly said: ReadonlySet<string>;
  readonly replaced: ReadonlySet<string>;
  readonly delivered: ReadonlySet<string>;
  readonly undeliverable: ReadonlyMap<string, string>;
  readonly decided: ReadonlyMap<string, Decision>;
  readonly denied: Denials;
}

function fatesOf(entries: readonly Entry[], waiting: readonly Waiting[]): Fates {
  const said = new Set<string>();
  const replaced = new Set(waiting.flatMap(({ replaces }) => (replaces === undefined ? [] : [replaces])));
  const delivered = new Set<string>();
  const undeliverable = new Map<string, string>();
  const decided = new Map<string, Decision>();
  for (const entry of entries) {
    if (entry.kind === 'said') said.add(entry.cid);
    if (entry.kind === 'said' && entry.replaces !== undefined) replaced.add(entry.replaces);
    if (entry.kind === 'delivered') delivered.add(entry.of);
    // Whoever is answered was heard, even where nobody said so.
    if (entry.kind === 'answered' && entry.turn !== undefined) delivered.add(entry.turn);
    if (entry.kind === 'undeliverable') undeliverable.set(entry.of, entry.reason);
    if (entry.kind === 'decided') decided.set(entry.approval, entry.decision);
  }
  return { said, replaced, delivered, undeliverable, decided, denied: deniedIn(entries) };
}

function itemOf(entry: Entry, fates: Fates, finals: Set<string>): Item | undefined {
  switch (entry.kind) {
    case 'said':
      return saidItem(entry, fates);
    case 'answered':
      return {
        kind: 'theirs',
        key: answerKey(entry, finals),
        seq: entry.seq,
        at: entry.at,
        text: entry.text,
        tools: entry.tools ?? [],
        files: entry.attachments,
        isRunning: false,
        denied: denialsOf(entry.turn, fates.denied),
      };
    case 'approval':
      return {
        kind: 'approval',
        key: entry.id,
        seq: entry.seq,
        at: entry.at,
        approval: entry.approval,
        decision: fates.decided.get(entry.approval.id),
      };
    case 'notice':
      return { kind: 'notice', key: entry.id, seq: entry.seq, at: entry.at, text: entry.text };
    case 'delivered':
    case 'undeliverable':
    case 'decided':
      return undefined;
  }
}

/** The answer keeps the key of what was shown while it was written: nothing jumps when it is there. */
function answerKey(entry: Extract<Entry, { kind: 'answered' }>, finals: Set<string>): string {
  if (!entry.isFinal || entry.turn === undefined || finals.has(entry.turn)) return entry.id;
  finals.add(entry.turn);
  return `turn:${entry.turn}`;
}

function saidItem(entry: Extract<Entry, { kind: 'said' }>, fates: Fates): Mine {
  const reason = fates.undeliverable.get(entry.id);
  return {
    kind: 'mine',
    key: entry.cid,
    cid: entry.cid,
    id: entry.id,
    seq: entry.seq,
    at: entry.at,
    text: entry.text,
    files: entry.attachments,
    delivery: deliveryOf(entry.id, fates),
    isEdited: fates.replaced.has(entry.id),
    ...(reason === undefined ? {} : { fault: { message: reason } }),
  };
}

function deliveryOf(id: string, { undeliverable, delivered }: Fates): Delivery {
  if (undeliverable.has(id)) return 'undeliverable';
  return delivered.has(id) ? 'delivered' : 'sent';
}

function waitingItem({ cid, at, text, files, fault }: Waiting, isUnderway: boolean): Mine {
  const delivery = fault !== undefined ? 'failed' : isUnderway ? 'sending' : 'queued';
  return { kind: 'mine', key: cid, cid, at, text, files, delivery, fault, isEdited: false };
}

/** What is being written; by itself, because it changes many times while nothing else does. */
export function runningItem({ turn, text, tools }: RunningTurn, denied: readonly string[] = []): Theirs {
  return {
    kind: 'theirs',
    key: `turn:${turn}`,
    at: undefined,
    text,
    tools,
    files: [],
    isRunning: true,
    denied,
  };
}

type Denials = ReturnType<typeof deniedIn>;

function denialsOf(turn: string | undefined, denied: Denials): readonly string[] {
  return (turn === undefined ? undefined : denied.get(turn)) ?? [];
}

function withDays(items: readonly Item[]): Item[] {
  let day = '';
  return items.flatMap((item): Item[] => {
    if (item.kind === 'day' || item.at === undefined) return [item];
    const date = new Date(item.at).toDateString();
    if (date === day) return [item];
    day = date;
    return [{ kind: 'day', key: `day:${date}`, at: item.at }, item];
  });
}
