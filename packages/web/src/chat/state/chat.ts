import type {
  Agent,
  Attachment,
  Decision,
  Entry,
  Hits,
  LineClock,
  LineSocket,
  LineState,
} from '@clawbridge/wire';
import type { Page, RelayFrame } from '@clawbridge/wire';
import { shallowReactive, shallowRef, watch, type ShallowRef } from 'vue';
import { createConnection, type Connection, type Welcome } from './connection.ts';
import { createHappenings, type Happenings } from './happenings.ts';
import { createLiveTurns, type LiveTurns } from './live.ts';
import { createOutbox, type Outbox, type OutboxStore, type Trouble, type WaitingFile } from './outbox.ts';
import { createThreadLog, type ThreadLog } from './thread-log.ts';
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

/** How far a decision has come that is not in the log yet. */
export type Deciding = 'sent' | 'failed';

export interface Chat {
  readonly connection: Connection;
  readonly threads: Threads;
  readonly outbox: Outbox;
  readonly live: LiveTurns;
  readonly happenings: Happenings;
  readonly agents: ShallowRef<readonly Agent[]>;
  /** By approval. */
  readonly deciding: ReadonlyMap<string, Deciding>;
  /** The relay's last no that belongs to nothing on the page. */
  readonly problem: ShallowRef<Trouble | undefined>;
  /** Whether the relay has said, since the page was opened, which threads there are. */
  readonly isGreeted: ShallowRef<boolean>;
  readonly http: ChatHttp;
  log(thread: string): ThreadLog;
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

const GONE = 4003;

/** The chat of one person: all state there is, and what can be done. */
export function createChat(options: ChatOptions): Chat {
  const { clock, http, newId } = options;
  const happenings = createHappenings(clock);
  const threads = createThreads();
  const live = createLiveTurns();
  const logs = new Map<string, ThreadLog>();
  const agents = shallowRef<readonly Agent[]>([]);
  const problem = shallowRef<Trouble>();
  const isGreeted = shallowRef(false);
  const deciding = shallowReactive(new Map<string, Deciding>());
  /** By cid, so that a refusal finds its question. */
  const decisions = new Map<string, string>();
  let epoch: string | undefined;

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
    held: () => ({ epoch, threads: heldThreads() }),
    onWelcome,
    onOther: options.onGone,
    onFrame,
    onDown,
  });
  watch(connection.state, tellState, { immediate: true, flush: 'sync' });

  return {
    connection,
    threads,
    outbox,
    live,
    happenings,
    agents,
    deciding,
    problem,
    isGreeted,
    http,
    log: logOf,
    newThread() {
      const id = newId();
      logOf(id).begin();
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
    close: connection.close,
  };

  function logOf(thread: string): ThreadLog {
    const known = logs.get(thread);
    if (known !== undefined) return known;
    const log = createThreadLog({
      readPage: (before) => readPage(thread, before),
      resume(seq) {
        if (connection.send({ type: 'resume', thread, seq }) && seq > 0) happenings.add({ kind: 'hole' });
      },
    });
    logs.set(thread, log);
    return log;
  }

  /** A thread that has only been begun here has no page yet. */
  async function readPage(thread: string, before?: number): Promise<Page> {
    try {
      return await http.readPage(thread, before);
    } catch (thrown) {
      if (!http.isUnknown(thrown)) throw thrown;
      return { epoch: epoch ?? '', entries: [], newest: 0 };
    }
  }

  function heldThreads() {
    return [...logs].flatMap(([id, log]) =>
      log.state.value === 'ready' && log.held() > 0 ? [{ id, seq: log.held() }] : [],
    );
  }

  function onWelcome(welcome: Welcome): void {
    const isAnother = epoch !== undefined && epoch !== welcome.epoch;
    epoch = welcome.epoch;
    threads.replace(welcome.threads);
    agents.value = welcome.agents;
    live.replace(welcome.running);
    isGreeted.value = true;
    for (const log of logs.values()) {
      log.forgetAsked();
      if (log.state.value === 'failed' || isAnother) background(log.reset());
    }
    outbox.lineUp();
  }

  function onDown(state: LineState): void {
    outbox.lineDown();
    live.hush();
    if (state.kind === 'stopped' && state.code === GONE) options.onGone();
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
        return background(logs.get(frame.thread)?.reset());
      case 'thread':
        return threads.put(frame.thread);
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
      logOf(thread).take(said);
      happenings.add({ kind: 'accepted', text: beginning(text) });
    }
    outbox.accept(cid);
  }

  function onRefused(frame: Extract<RelayFrame, { type: 'refused' }>): void {
    happenings.add({ kind: 'refused', text: frame.message });
    const { cid } = frame;
    const approval = cid === undefined ? undefined : decisions.get(cid);
    if (approval !== undefined) deciding.set(approval, 'failed');
    else if (cid !== undefined && outbox.waiting.value.some((waiting) => waiting.cid === cid))
      outbox.refuse(cid, frame);
    else problem.value = frame;
  }

  function onEntry(thread: string, entry: Entry): void {
    // Before it leaves the list of what runs, so that the answer takes its place.
    logOf(thread).take(entry);
    live.settle(thread, entry);
    // Where the entry comes before the word that it was accepted, that word finds nothing to say any more.
    if (entry.kind === 'said' && outbox.accept(entry.cid) !== undefined)
      happenings.add({ kind: 'accepted', text: beginning(entry.text) });
    if (entry.kind === 'decided') deciding.delete(entry.approval);
    tellEntry(entry);
    if (entry.kind === 'answered' || entry.kind === 'approval' || entry.kind === 'notice')
      options.onNews(thread, entry);
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
    decisions.set(cid, approval);
    const isSent = connection.send({ type: 'decide', cid, thread, approval, decision });
    deciding.set(approval, isSent ? 'sent' : 'failed');
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
    logs.delete(thread);
    live.remove(thread);
    background(discardWaiting(thread));
  }

  async function discardWaiting(thread: string): Promise<void> {
    const mine = outbox.waiting.value.filter((message) => message.thread === thread);
    for (const { cid } of mine) await outbox.discard(cid);
  }

  function markRead(thread: string): void {
    const head = threads.find(thread);
    const seq = logOf(thread).held();
    if (head === undefined || seq <= head.read) return;
    if (connection.send({ type: 'read', thread, seq })) threads.markRead(thread, seq);
  }

  function tellState(state: LineState): void {
    switch (state.kind) {
      case 'waiting':
        return happenings.add({ kind: 'waiting', code: state.code });
      case 'stopped':
        return happenings.add({ kind: 'stopped', code: state.code });
      case 'connecting':
      case 'open':
        return happenings.add({ kind: state.kind });
    }
  }

  function tellEntry(entry: Entry): void {
    if (entry.kind === 'delivered') happenings.add({ kind: 'delivered' });
    if (entry.kind === 'undeliverable') happenings.add({ kind: 'undeliverable', text: entry.reason });
    if (entry.kind === 'answered') happenings.add({ kind: 'answered', text: beginning(entry.text) });
  }
}

/** What goes wrong there stands where it went wrong: a log says that it could not be read, a message that it was not sent. */
function background(promise: Promise<unknown> | undefined): void {
  promise?.catch(() => undefined);
}

function beginning(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 60 ? `${Array.from(line).slice(0, 59).join('')}…` : line;
}
