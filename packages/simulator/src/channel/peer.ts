import { randomUUID } from 'node:crypto';
import {
  dial,
  type Entry,
  type Line,
  type LineState,
  MAX_FRAME_BYTES,
  page,
  type PeerFrame,
  peerFrame,
  type RelayFrame,
  relayFrame,
  WIRE_VERSION,
} from '@clawbridge/wire';
import { WebSocket } from 'ws';
import { background } from '../background.ts';
import { clock } from './clock.ts';
import { createPeerOutbox } from './peer-outbox.ts';
import { createThreadMemory } from './thread-memory.ts';
import { createWatchers, type Watchers } from './watchers.ts';

type Frame<Type> = Extract<RelayFrame, { readonly type: Type }>;
type Answered = Extract<Entry, { readonly kind: 'answered' }>;
type SendFrame = Extract<PeerFrame, { readonly type: 'send' }>;

export interface PeerOptions {
  /** Of the page: `http://127.0.0.1:3000` */
  readonly url: string;
  /** Of a browser that is signed in; without it whoever the relay takes it for. */
  readonly cookie?: string;
  /** Default: the page's. */
  readonly origin?: string;
  /** Of the waits before dialling again: 0 ≤ chance < 1. Default 0: at once. */
  chance?(): number;
}

/** A message on its way. */
export interface SentMessage {
  readonly cid: string;
  readonly thread: string;
  readonly accepted: Promise<Frame<'accepted'>>;
}

/** A browser without a screen: it holds what the page holds, by the same rules. */
export interface SimulatedPeer extends Pick<Watchers, 'until'> {
  readonly welcome: () => Frame<'welcome'> | undefined;
  state(): LineState;
  /** What it holds of a thread, oldest first. */
  entries(thread: string): readonly Entry[];
  /** Every frame of a kind that came, oldest first, over all sockets. */
  frames<Type extends RelayFrame['type']>(type: Type): readonly Frame<Type>[];
  /** What is neither accepted nor refused. */
  waiting(): number;
  /** Says something, in a new thread where none is named. */
  send(text: string, over?: Partial<SendFrame>): SentMessage;
  /** Any other frame. False when it is not connected. */
  tell(frame: PeerFrame): boolean;
  /** Resolves with the final answer to a message. */
  answer(message: SentMessage): Promise<Answered>;
  /** Reads the newest page of a thread. */
  load(thread: string): Promise<void>;
  /** No network until the returned function is called. */
  offline(): () => void;
  /** Cuts the wire; it comes back. */
  drop(): void;
  /** Takes nothing off the wire until the returned function is called. */
  pause(): () => void;
  /** Loads the page anew; without its memory where it `forgets`. What was not accepted is kept, as the page does. */
  reload(forgets?: boolean): void;
  close(): void;
}

/** Opens the page. Resolves when the relay has said welcome. */
export async function connectPeer(options: PeerOptions): Promise<SimulatedPeer> {
  const peer = startPeer(options);
  await peer.until(() => peer.welcome() !== undefined, 'A welcome');
  return peer;
}

function startPeer({
  url,
  cookie,
  origin = new URL(url).origin,
  chance = () => 0,
}: PeerOptions): SimulatedPeer {
  const headers = { origin, ...(cookie === undefined ? {} : { cookie }) };
  const memory = createThreadMemory();
  const watchers = createWatchers();
  const frames: RelayFrame[] = [];
  const outbox = createPeerOutbox((frame) => tell(frame));
  let state: LineState = { kind: 'connecting' };
  let socket: WebSocket | undefined;
  let isOnline = true;
  let line = open();
  const of = <Type extends RelayFrame['type']>(type: Type) =>
    frames.filter((frame): frame is Frame<Type> => frame.type === type);

  return {
    until: watchers.until,
    state: () => state,
    welcome: () => of('welcome').at(-1),
    entries: memory.entries,
    frames: of,
    waiting: outbox.size,
    tell,
    load,
    send(text, over = {}) {
      const cid = randomUUID();
      const fresh = { type: 'send', cid, thread: randomUUID(), text } as const;
      const frame: SendFrame = { ...fresh, attachments: [], ...over };
      const accepted = outbox.put(frame);
      // A refusal is for whoever waits for it.
      accepted.catch(() => {});
      return { cid: frame.cid, thread: frame.thread, accepted };
    },
    async answer({ thread, accepted }) {
      const { id } = await accepted;
      const find = () =>
        memory
          .entries(thread)
          .find((one): one is Answered => one.kind === 'answered' && one.turn === id && one.isFinal);
      await watchers.until(() => find() !== undefined, 'An answer');
      return find()!;
    },
    offline() {
      isOnline = false;
      socket?.terminate();
      return () => {
        isOnline = true;
        line.wake();
      };
    },
    drop: () => socket?.terminate(),
    pause() {
      const paused = socket;
      paused?.pause();
      return () => paused?.resume();
    },
    reload(forgets = false) {
      line.close();
      if (forgets) memory.clear();
      if (forgets) memory.epoch = undefined;
      line = open();
    },
    close: () => line.close(1000),
  };

  function open(): Line<PeerFrame> {
    return dial<RelayFrame, PeerFrame>({
      connect,
      schema: relayFrame,
      hello: () => ({
        type: 'hello',
        version: WIRE_VERSION,
        ...(memory.epoch === undefined ? {} : { epoch: memory.epoch }),
        threads: memory.held(),
      }),
      onFrame(frame) {
        frames.push(frame);
        onFrame(frame);
        watchers.look();
      },
      onState(now) {
        state = now;
        watchers.look();
      },
      beat: (n) => ({ type: 'ping', n }),
      clock,
      chance,
    });
  }

  function connect(): WebSocket {
    if (!isOnline) throw new Error('There is no network.');
    const address = new URL('/chat', url);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    return (socket = new WebSocket(address, {
      headers,
      perMessageDeflate: false,
      maxPayload: 2 * MAX_FRAME_BYTES,
    }));
  }

  function tell(frame: PeerFrame): boolean {
    return line.send(peerFrame.parse(frame));
  }

  function onFrame(frame: RelayFrame): void {
    switch (frame.type) {
      case 'welcome':
        if (memory.epoch !== frame.epoch) memory.clear();
        memory.epoch = frame.epoch;
        return outbox.again();
      case 'accepted':
        return outbox.accepted(frame);
      case 'refused':
        return outbox.refused(frame);
      case 'entry':
        return onEntry(frame.thread, frame.entry);
      case 'reset':
        return background(load(frame.thread));
      case 'removed':
        return memory.forget(frame.thread);
      case 'thread':
      case 'agents':
      case 'live':
      case 'pong':
    }
  }

  function onEntry(thread: string, entry: Entry): void {
    if (memory.take(thread, entry) !== 'hole') return;
    tell({ type: 'resume', thread, seq: memory.entries(thread).at(-1)?.seq ?? 0 });
  }

  async function load(thread: string): Promise<void> {
    const response = await fetch(new URL(`/chat/threads/${thread}/entries`, url), { headers });
    if (!response.ok) throw new Error(`reading a thread: HTTP ${response.status}`);
    const read = page.parse(await response.json());
    memory.epoch ??= read.epoch;
    memory.replace(thread, read.entries);
    watchers.look();
  }
}
