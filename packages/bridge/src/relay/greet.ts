import { MAX_REPLAY, resume, WIRE_VERSION, type PeerFrame } from '@clawbridge/wire';
import type { Thread } from '../domain/thread.ts';
import type { ChatVerbs } from '../usecases/chat-verbs.ts';
import { toFailure } from '../domain/failure.ts';
import { peerBytes } from './frames.ts';
import { agentsOf, headOf } from './heads.ts';
import { arrive, type Peer } from './peer.ts';
import { sendAndWait, sendBytes, SLOW_BYTES } from './sockets.ts';

/** Entries that are read at once: each may be long. */
const PAGE = 20;

export type Hello = Extract<PeerFrame, { type: 'hello' }>;

export interface Greet {
  /** Welcomes somebody, and tells him what he missed. */
  hello(peer: Peer, hello: Hello): Promise<void>;
  /** What came in one thread after a number. Errors: `unknown_thread`. */
  again(peer: Peer, thread: string, seq: number): Promise<void>;
}

export function createGreet(chat: ChatVerbs): Greet {
  const { readThread } = chat;
  return {
    async hello(peer, hello) {
      const epoch = await readThread.epoch();
      const threads = await chat.listThreads(peer.user.id);
      await chat.links.list();
      welcome(peer, epoch, threads);
      const newest = new Map(threads.map((thread) => [thread.id, thread.newest]));
      for (const { id, seq } of hello.threads) {
        const end = newest.get(id) ?? (await endOf(peer, id));
        if (end !== undefined) await makeGood(peer, id, { epoch: hello.epoch, seq }, { epoch, newest: end });
        else if (seq > 0) sendBytes(peer.ws, peerBytes({ type: 'removed', thread: id }));
      }
      arrive(peer);
    },
    async again(peer, thread, seq) {
      const epoch = await readThread.epoch();
      const newest = await readThread.newest(peer.user.id, thread);
      await makeGood(peer, thread, { epoch, seq }, { epoch, newest });
    },
  };

  /** What goes on is looked up in the same moment from which on it is told how it goes on. */
  function welcome(peer: Peer, epoch: string, threads: readonly Thread[]): void {
    peer.stage = 'replaying';
    const bytes = peerBytes({
      type: 'welcome',
      version: WIRE_VERSION,
      epoch,
      person: { ...peer.user, scopes: peer.scopes },
      threads: threads.map(headOf),
      agents: agentsOf(chat.links.known()),
      running: chat.turns.running(peer.user.id),
    });
    sendBytes(peer.ws, bytes);
  }

  /** Of a thread that is not in the list. */
  async function endOf(peer: Peer, thread: string): Promise<number | undefined> {
    try {
      return await readThread.newest(peer.user.id, thread);
    } catch (thrown) {
      if (toFailure(thrown).code === 'unknown_thread') return undefined;
      throw thrown;
    }
  }

  async function makeGood(
    peer: Peer,
    thread: string,
    known: Parameters<typeof resume>[0],
    extent: Parameters<typeof resume>[1],
  ): Promise<void> {
    const what = resume(known, extent);
    if (what.kind === 'reset') sendBytes(peer.ws, peerBytes({ type: 'reset', thread }));
    if (what.kind === 'replay') await replay(peer, thread, what.after);
  }

  /** As fast as he reads. */
  async function replay(peer: Peer, thread: string, after: number): Promise<void> {
    for (
      let [from, left] = [after, MAX_REPLAY];
      left > 0 && peer.ws.readyState === peer.ws.OPEN;
      left -= PAGE
    ) {
      const entries = await readThread.after(thread, from, PAGE);
      for (const entry of entries) {
        const sent = sendAndWait(peer.ws, peerBytes({ type: 'entry', thread, entry }));
        // What is said meanwhile would count as unread as well, and he would seem too slow.
        if (peer.ws.bufferedAmount > SLOW_BYTES) await sent;
      }
      if (entries.length < PAGE) return;
      from += PAGE;
    }
  }
}
