import { formatAddress, readAddress, type LinkFrame } from '@clawbridge/wire';
import { Failure } from '../domain/failure.ts';
import type { Log } from '../domain/port/log.ts';
import type { ChatVerbs } from '../usecases/chat-verbs.ts';
import type { Target } from '../usecases/find-addressee.ts';
import type { Reply } from '../usecases/take-reply.ts';
import { failureOf } from './faults.ts';
import { linkBytes } from './frames.ts';
import type { Link } from './link.ts';
import { sendBytes } from './sockets.ts';

/** Threads whose owner is known without looking. */
const MAX_PLACES = 1_000;

/** What is asked for with a `ref`, and answered. */
type Question = Extract<LinkFrame, { ref: number }>;
type Shown = Extract<LinkFrame, { type: 'live' }>;

export interface ServeLink {
  /** Writes what is to be written, answers what is asked. Never rejects. */
  answer(link: Link, frame: Question): Promise<void>;
  /** Shows what happens in a turn to whom it concerns; to nobody where the address is none. */
  show(link: Link, frame: Shown): Promise<void>;
}

export function createServeLink(chat: ChatVerbs, log: Log): ServeLink {
  const { takeReply, addressees } = chat;
  const places = new Map<string, { readonly user: string; readonly thread: string }>();

  return {
    async answer(link, frame) {
      const { ref } = frame;
      try {
        switch (frame.type) {
          case 'find': {
            const id = await takeReply.find(link.name, frame.nonce);
            return sendBytes(link.ws, linkBytes({ type: 'found', ref, ...(id === undefined ? {} : { id }) }));
          }
          case 'resolve':
            return sendBytes(link.ws, linkBytes({ type: 'resolved', ref, ...(await whoIs(frame.to)) }));
          case 'reply':
          case 'notice':
          case 'approval':
          case 'decided': {
            const { nonce } = frame;
            const spoken = { link: link.name, nonce, to: targetIn(frame.to), reply: replyIn(frame) };
            return sendBytes(link.ws, linkBytes({ type: 'ack', ref, id: await takeReply.take(spoken) }));
          }
        }
      } catch (thrown) {
        const { code, message, retryable: isRetryable } = failureOf(thrown, log);
        sendBytes(link.ws, linkBytes({ type: 'nack', ref, code, message, isRetryable }));
      }
    },
    async show(link, { to, live }) {
      const place = await placeOf(link.name, to);
      if (place) chat.turns.note({ ...place, link: link.name, live });
    },
  };

  async function whoIs(to: string) {
    const target = readAddress(to);
    const person = target && (await addressees.person(target.user));
    if (person === undefined) return {};
    const address = formatAddress({ user: person.id, thread: target?.thread });
    return { person: { user: person.id, name: person.name, address } };
  }

  async function placeOf(link: string, to: string) {
    const key = `${link} ${to}`;
    const known = places.get(key);
    if (known) return known;
    const target = readAddress(to);
    if (target?.thread === undefined) return undefined;
    try {
      const { person } = await addressees.find(link, target);
      const place = { user: person.id, thread: target.thread };
      if (places.size >= MAX_PLACES) places.clear();
      places.set(key, place);
      return place;
    } catch (thrown) {
      failureOf(thrown, log);
      return undefined;
    }
  }
}

/** Errors: `unknown_user`. */
function targetIn(to: string): Target {
  const target = readAddress(to);
  if (target) return target;
  throw new Failure('unknown_user', 'This is no address of a person.', {
    hint: 'It is `NAME` or `USER.THREAD`.',
  });
}

function replyIn(frame: Extract<Question, { nonce: string; to: string }>): Reply {
  switch (frame.type) {
    case 'reply': {
      const { text, attachments, turn, isFinal } = frame;
      return { kind: 'answered', text, attachments, turn, isFinal };
    }
    case 'notice':
      return { kind: 'notice', text: frame.text };
    case 'approval':
      return { kind: 'approval', approval: frame.approval, turn: frame.turn };
    case 'decided':
      return { kind: 'decided', approval: frame.approval, decision: frame.decision };
  }
}
