import type { PeerFrame } from '@clawbridge/wire';
import { Failure } from '../domain/failure.ts';
import type { Log } from '../domain/port/log.ts';
import type { Accepted } from '../usecases/chat-in-thread.ts';
import type { ChatVerbs } from '../usecases/chat-verbs.ts';
import { failureOf } from './faults.ts';
import { peerBytes } from './frames.ts';
import type { Greet } from './greet.ts';
import type { Peer } from './peer.ts';
import { sendBytes } from './sockets.ts';

/** What is dealt with in the order in which it came. */
export type Request = Exclude<PeerFrame, { type: 'hello' } | { type: 'ping' }>;

/** What is accepted or refused, and sent again until it is one of them. */
type Acceptable = Extract<Request, { cid: string }>;

/** Does what a browser asks for, and says what became of it. */
export type ServePeer = (peer: Peer, frame: Request) => Promise<void>;

export function createServePeer(chat: ChatVerbs, greet: Greet, log: Log): ServePeer {
  return async (peer, frame) => {
    try {
      if (!peer.scopes.includes('chat')) throw mayNotChat();
      if (!('cid' in frame)) return await change(peer, frame);
      const { cid, thread } = frame;
      sendBytes(peer.ws, peerBytes({ type: 'accepted', cid, thread, ...(await accept(peer, frame)) }));
    } catch (thrown) {
      refuse(peer, failureOf(thrown, log), 'cid' in frame ? frame.cid : undefined);
    }
  };

  async function accept({ user: { id: user } }: Peer, frame: Acceptable): Promise<Accepted> {
    switch (frame.type) {
      case 'send':
        return await chat.chatInThread({ ...frame, user });
      case 'decide':
        return await chat.orderAgent.decide({ ...frame, user });
      case 'stop':
        return await chat.orderAgent.stop(user, frame.thread);
    }
  }

  async function change(peer: Peer, frame: Exclude<Request, Acceptable>): Promise<void> {
    const user = peer.user.id;
    switch (frame.type) {
      case 'read':
        return await chat.markThreadRead(user, frame.thread, frame.seq);
      case 'rename':
        return await chat.renameThread(user, frame.thread, frame.title);
      case 'remove':
        return await chat.removeThread(user, frame.thread);
      case 'resume':
        return await greet.again(peer, frame.thread, frame.seq);
    }
  }
}

export function refuse(peer: Peer, failure: Failure, cid?: string): void {
  const { code, message, hint = '', retryable: isRetryable } = failure;
  const frame = { type: 'refused', code, message, hint, isRetryable } as const;
  sendBytes(peer.ws, peerBytes(cid === undefined ? frame : { ...frame, cid }));
}

function mayNotChat(): Failure {
  return new Failure('not_allowed', 'This needs the scope "chat", which you do not have.', {
    hint: 'Ask whoever runs this clawbridge.',
  });
}
