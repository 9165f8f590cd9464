import { CLOSES } from '@clawbridge/wire';
import type { Agent, Attachment, Decision, Entry, Hits, LineClock } from '@clawbridge/wire';
import type { LineSocket, LineState, Page, RelayFrame } from '@clawbridge/wire';
import { shallowReactive, shallowRef, watch, type ShallowRef } from 'vue';
import { askedAfter, stillAsked } from './asked.ts';
import { createConnection, type Connection, type Welcome } from './connection.ts';
import { createDecisions, type Decisions } from './decisions.ts';
import { beginning, createHappenings, type Happenings } from './happenings.ts';
import { createLiveTurns, type LiveTurns } from './live.ts';
import { createLogs } from './logs.ts';
import { createMemory, type MemoryStore } from './memory.ts';
import { createOutbox, type Outbox, type OutboxStore, type Trouble, type WaitingFile } from './outbox.ts';
import type { ThreadLog } from './thread-log.ts';
import { createThreads, type Threads } from './threads.ts';

/** What the relay is asked over HTTP. */
export interface ChatHttp {
  readPage(thread: string, before?: number): Promise<Page>;
  search(text: string, signal: AbortSignal): Promise<Hits>;
  upload(file: { readonly name: string; readonly bytes: Blob }): Promise<Attachment>;
  troubleOf(thrown: unknown): Trouble;
  /** There is no such thread at the relay. */
  isUnknown(thrown: unknown): boolean;
}

export interface ChatOptions {
  /** Whose chat it is: an id of a user. */
  readonly user: string;
  connect(): LineSocket;
  readonly clock: LineClock;
  chance(): number;
  newId(): string;
  readonly http: ChatHttp;
  readonly store: OutboxStore;
  readonly memory: MemoryStore;
  /** The relay does not know this browser any more, or knows it as somebody else's. */
  onGone(): void;
  /** Something came while the page is open. */
  onNews(thread: string, entry: Entry): void;
}

/** What somebody wants to say. */
export interface Wording {
  readonly thread: string;
  readonly text: string;
  readonly files: readonly WaitingFile[];
  readonly replaces?: string | undefined;
  readonly link?: string | undefined;
}

export interface Chat {
  readonly connection: Connection;
  readonly threads: Threads;
  readonly outbox: Outbox;
  readonly live: LiveTurns;
  readonly happenings: Happenings;
  readonly agents: ShallowRef<readonly Agent[]>;
  readonly decisions: Pick<Decisions, 'all'>;
  /** The relay's last no that belongs to nothing on the page. */
  readonly problem: ShallowRef<Trouble | undefined>;
  /** Whether the relay has said, since the page was opened, which threads there are. */
  readonly isGreeted: ShallowRef<boolean>;
  readonly http: ChatHttp;
  log(thread: string): ThreadLog;
  /** The agent does not go on before somebody has decided something. */
  isAsking(thread: string): boolean;
  /** A thread that begins with the first message. */
  newThread(): string;
  say(wording: Wording): Promise<void>;
  decide(thread: string, approval: string, decision: Decision): void;
  stop(thread: string): void;
  rename(thread: string, title: string): void;
  remove(thread: string): Promise<void>;
  markRead(thread: string): void;
  close(): void;
}

/** The chat of one person: all state there is, and what can be done. */
export function createChat(options: ChatOptions): Chat {
  const { clock, http, newId } = options;
  const happenings = createHappenings(clock);
  const threads = createThreads();
  const live = createLiveTurns();
  const decisions = createDecisions();
  const agents = shallowRef<readonly Agent[]>([]);
  const problem = shallowRef<Trouble>();
  const isGreeted = shallowRef(false);
  /** By thread, also of those whose log nobody has opened. */
  const asked = shallowReactive(new Map<string, ReadonlySet<string>>());
  const memory = createMemory({ store: options.memory, clock, heads: () => threads.list.value });
  const logs = createLogs({
    readPage: http.readPage,
    isUnknown: http.isUnknown,
    memory,
    resume(thread, seq) {
      const isSent = connection.send({ type: 'resume', thread, seq });
      if (isSent && seq > 0) happenings.add({ kind: 'resume' });
      return isSent;
    },
  });
  const outbox = createOutbox({
    store: options.store,
    clock,
    send: (frame) => connection.send(frame),
    upload: http.upload,
    troubleOf: http.troubleOf,
    onSent: ({ text }) => happenings.add({ kind: 'sent', text: beginning(text) }),
  });
  // Last: it tells of its first attempt before it is there.
  const connection = createConnection({
    user: options.user,
    connect: options.connect,
    clock,
    chance: options.chance,
    held: logs.hello,
    onWelcome,
    onOther: options.onGone,
    onFrame,
    onDown,
  });
  watch(connection.state, happenings.addState, { immediate: true, flush: 'sync' });
  background(recallThreads());

  return {
    connection,
    threads,
    outbox,
    live,
    happenings,
    agents,
    decisions,
    problem,
    isGreeted,
    http,
    log: logs.of,
    isAsking,
    newThread() {
      const id = newId();
      logs.of(id).begin();
      return id;
    },
    say: (wording) => outbox.put({ ...wording, cid: newId(), at: clock.now() }),
    decide,
    stop(thread) {
      if (connection.send({ type: 'stop', cid: newId(), thread })) happenings.add({ kind: 'stop' });
    },
    rename: (thread, title) => void connection.send({ type: 'rename', thread, title }),
    remove,
    markRead,
    close() {
      memory.stop();
      connection.close();
    },
  };

  async function recallThreads(): Promise<void> {
    const heads = await memory.recallList();
    if (heads.length > 0) threads.replace(heads);
  }

  function onWelcome(welcome: Welcome): void {
    threads.replace(welcome.threads);
    agents.value = welcome.agents;
    live.replace(welcome.running);
    asked.clear();
    isGreeted.value = true;
    logs.welcome(welcome.epoch);
    outbox.lineUp();
  }

  function onDown(state: LineState): void {
    outbox.lineDown();
    live.hush();
    if (state.kind === 'stopped' && state.code === CLOSES.gone) options.onGone();
  }

  function onFrame(frame: RelayFrame): void {
    switch (frame.type) {
      case 'accepted':
        return onAccepted(frame);
      case 'refused':
        return onRefused(frame);
      case 'entry':
        return onEntry(frame.thread, frame.entry);
      case 'reset':
        happenings.add({ kind: 'reset' });
        return logs.reset(frame.thread);
      case 'thread':
        threads.put(frame.thread);
        return memory.keepList();
      case 'removed':
        return forget(frame.thread);
      case 'agents':
        return onAgents(frame.agents);
      case 'live':
        return live.take(frame.thread, frame.live);
      case 'welcome':
      case 'pong':
        return;
    }
  }

  /** What was accepted stands in the log at once: its entry may be some frames behind. */
  function onAccepted({ cid, thread, id, seq, at }: Extract<RelayFrame, { type: 'accepted' }>): void {
    const message = outbox.waiting.value.find((waiting) => waiting.cid === cid);
    if (message !== undefined) {
      const { text, replaces } = message;
      const attachments = message.files.flatMap(({ attachment }) => attachment ?? []);
      const said = {
        kind: 'said',
        cid,
        id,
        seq,
        at,
        text,
        attachments,
        ...(replaces && { replaces }),
      } as const;
      logs.of(thread).take(said);
      happenings.add({ kind: 'accepted', text: beginning(text) });
    }
    outbox.accept(cid);
  }

  function onRefused(frame: Extract<RelayFrame, { type: 'refused' }>): void {
    happenings.add({ kind: 'refused', text: frame.message });
    const { cid } = frame;
    if (decisions.refuse(cid)) return;
    if (cid !== undefined && outbox.waiting.value.some((waiting) => waiting.cid === cid))
      outbox.refuse(cid, frame);
    else problem.value = frame;
  }

  function onEntry(thread: string, entry: Entry): void {
    // Before it leaves the list of what runs, so that the answer takes its place.
    logs.of(thread).take(entry);
    live.settle(thread, entry);
    asked.set(thread, askedAfter(asked.get(thread) ?? new Set(), entry));
    // Where the entry comes before the word that it was accepted, that word finds nothing to say any more.
    if (entry.kind === 'said' && outbox.accept(entry.cid) !== undefined)
      happenings.add({ kind: 'accepted', text: beginning(entry.text) });
    if (entry.kind === 'decided') decisions.settle(entry.approval);
    happenings.addEntry(entry);
    if (entry.kind === 'answered' || entry.kind === 'approval' || entry.kind === 'notice')
      options.onNews(thread, entry);
  }

  function isAsking(thread: string): boolean {
    const { isTyping, turns } = live.of(thread);
    if (!isTyping && turns.length === 0) return false;
    return (asked.get(thread)?.size ?? 0) > 0 || stillAsked(logs.of(thread).entries.value).size > 0;
  }

  function onAgents(next: readonly Agent[]): void {
    for (const { name, isConnected } of next) {
      const before = agents.value.find((agent) => agent.name === name)?.isConnected ?? false;
      if (before !== isConnected)
        happenings.add({ kind: isConnected ? 'agentBack' : 'agentAway', text: name });
    }
    agents.value = next;
  }

  function decide(thread: string, approval: string, decision: Decision): void {
    const cid = newId();
    const isSent = connection.send({ type: 'decide', cid, thread, approval, decision });
    decisions.put(approval, cid, isSent ? 'sent' : 'failed');
    if (isSent) happenings.add({ kind: 'decided' });
  }

  async function remove(thread: string): Promise<void> {
    if (threads.find(thread) !== undefined) {
      connection.send({ type: 'remove', thread });
      return;
    }
    await discardWaiting(thread);
  }

  function forget(thread: string): void {
    threads.remove(thread);
    logs.remove(thread);
    live.remove(thread);
    asked.delete(thread);
    background(discardWaiting(thread));
  }

  async function discardWaiting(thread: string): Promise<void> {
    const mine = outbox.waiting.value.filter((message) => message.thread === thread);
    for (const { cid } of mine) await outbox.discard(cid);
  }

  function markRead(thread: string): void {
    const head = threads.find(thread);
    const seq = logs.of(thread).held();
    if (head === undefined || seq <= head.read) return;
    if (!connection.send({ type: 'read', thread, seq })) return;
    threads.markRead(thread, seq);
    memory.keepList();
  }
}

/** What goes wrong there shows: a message stays that was not discarded, a list is not there. */
function background(promise: Promise<unknown>): void {
  promise.catch(() => undefined);
}
