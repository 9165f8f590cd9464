import type { Attachment, LineClock, PeerFrame } from '@clawbridge/wire';
import { shallowRef, type ShallowRef } from 'vue';

/** A file of a message that waits: its bytes, until the relay has them. */
export interface WaitingFile {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly bytes?: Blob;
  readonly attachment?: Attachment;
}

/** Why a message was not sent, for a person. */
export interface Fault {
  readonly message: string;
  readonly hint?: string | undefined;
}

/** A message the relay has not accepted yet. */
export interface Waiting {
  readonly cid: string;
  readonly thread: string;
  readonly text: string;
  readonly files: readonly WaitingFile[];
  readonly replaces?: string | undefined;
  readonly link?: string | undefined;
  /** When it was written, by this browser's clock. */
  readonly at: number;
  /** It is not sent again by itself. */
  readonly fault?: Fault | undefined;
}

/** Keeps what waits over a reload. */
export interface OutboxStore {
  /** Oldest first. */
  load(): Promise<readonly Waiting[]>;
  put(message: Waiting): Promise<void>;
  remove(cid: string): Promise<void>;
}

/** Why something did not work: `isRetryable` when the same may work later. */
export interface Trouble extends Fault {
  readonly isRetryable: boolean;
}

export interface OutboxOptions {
  readonly store: OutboxStore;
  readonly clock: LineClock;
  /** False when there is no line. */
  send(frame: PeerFrame): boolean;
  upload(file: { readonly name: string; readonly bytes: Blob }): Promise<Attachment>;
  /** What an upload threw. */
  troubleOf(thrown: unknown): Trouble;
  /** Something was handed to the line. */
  onSent(message: Waiting): void;
}

export interface Outbox {
  /** In the order they were written. */
  readonly waiting: ShallowRef<readonly Waiting[]>;
  /** By cid: handed to the line, and not yet acknowledged. */
  readonly underway: ShallowRef<ReadonlySet<string>>;
  /** What was kept from before. */
  load(): Promise<void>;
  put(message: Waiting): Promise<void>;
  /** The relay has it: what it was. */
  accept(cid: string): Waiting | undefined;
  refuse(cid: string, trouble: Trouble): void;
  retry(cid: string): Promise<void>;
  discard(cid: string): Promise<void>;
  /** There is a line: everything goes again, under the same cid. */
  lineUp(): void;
  lineDown(): void;
}

/** How long what may work later is left alone. */
const AGAIN_MS = 3_000;

/**
 * What was written and is not in the log yet. In each thread one message is on its way at a time, so that they arrive in the
 * order they were written.
 */
export function createOutbox(options: OutboxOptions): Outbox {
  const { store, clock, send, upload, troubleOf, onSent } = options;
  const waiting = shallowRef<readonly Waiting[]>([]);
  const underway = shallowRef<ReadonlySet<string>>(new Set());
  /** Uploading, or left alone for a while. */
  const busy = new Set<string>();
  let isUp = false;

  const find = (cid: string) => waiting.value.find((message) => message.cid === cid);
  const mark = (cid: string, isUnderway: boolean) => {
    const next = new Set(underway.value);
    if (isUnderway) next.add(cid);
    else next.delete(cid);
    underway.value = next;
  };

  return {
    waiting,
    underway,
    async load() {
      const kept = await store.load();
      const known = new Set(waiting.value.map(({ cid }) => cid));
      waiting.value = [...kept.filter(({ cid }) => !known.has(cid)), ...waiting.value];
      await pump();
    },
    async put(message) {
      waiting.value = [...waiting.value, message];
      // A browser that keeps nothing can still send.
      await store.put(message).catch(() => undefined);
      await pump();
    },
    accept(cid) {
      const message = find(cid);
      leave(cid);
      return message;
    },
    refuse(cid, trouble) {
      if (find(cid) === undefined) return;
      mark(cid, false);
      settleTrouble(cid, trouble);
    },
    async retry(cid) {
      change(cid, (message) => ({ ...message, fault: undefined }));
      await pump();
    },
    async discard(cid) {
      leave(cid);
      await pump();
    },
    lineUp() {
      isUp = true;
      underway.value = new Set();
      start();
    },
    lineDown() {
      isUp = false;
      underway.value = new Set();
    },
  };

  /** The first of each thread that can go. */
  function heads(): readonly Waiting[] {
    const threads = new Set<string>();
    return waiting.value.filter(({ thread, fault }) => {
      if (fault !== undefined || threads.has(thread)) return false;
      threads.add(thread);
      return true;
    });
  }

  async function pump(): Promise<void> {
    if (!isUp) return;
    await Promise.all(
      heads()
        .filter(({ cid }) => !busy.has(cid) && !underway.value.has(cid))
        .map(hand),
    );
  }

  /** Nobody waits for it: what goes wrong stands at the message. */
  function start(): void {
    pump().catch(() => undefined);
  }

  async function hand(message: Waiting): Promise<void> {
    const { cid } = message;
    busy.add(cid);
    try {
      const complete = await uploadFiles(message);
      busy.delete(cid);
      if (find(cid) === undefined || !isUp) return;
      if (!send(frameOf(complete))) return;
      mark(cid, true);
      onSent(complete);
    } catch (thrown) {
      busy.delete(cid);
      settleTrouble(cid, troubleOf(thrown));
    }
  }

  async function uploadFiles(message: Waiting): Promise<Waiting> {
    let complete = message;
    for (const [index, file] of message.files.entries()) {
      if (file.attachment !== undefined || file.bytes === undefined) continue;
      const attachment = await upload({ name: file.name, bytes: file.bytes });
      complete = {
        ...complete,
        files: complete.files.map((known, at) => (at === index ? { ...known, attachment } : known)),
      };
      change(message.cid, () => complete);
    }
    return complete;
  }

  function settleTrouble(cid: string, { isRetryable, message, hint }: Trouble): void {
    if (isRetryable) {
      busy.add(cid);
      clock.after(AGAIN_MS, () => {
        busy.delete(cid);
        start();
      });
      return;
    }
    change(cid, (known) => ({ ...known, fault: { message, hint } }));
    start();
  }

  function change(cid: string, how: (message: Waiting) => Waiting): void {
    const message = find(cid);
    if (message === undefined) return;
    const next = how(message);
    waiting.value = waiting.value.map((known) => (known.cid === cid ? next : known));
    store.put(next).catch(() => undefined);
  }

  function leave(cid: string): void {
    waiting.value = waiting.value.filter((message) => message.cid !== cid);
    busy.delete(cid);
    mark(cid, false);
    store.remove(cid).catch(() => undefined);
    start();
  }
}

function frameOf({ cid, thread, text, files, replaces, link }: Waiting): PeerFrame {
  return {
    type: 'send',
    cid,
    thread,
    text,
    attachments: files.flatMap(({ attachment }) => (attachment === undefined ? [] : [attachment.id])),
    ...(replaces === undefined ? {} : { replaces }),
    ...(link === undefined ? {} : { link }),
  };
}
