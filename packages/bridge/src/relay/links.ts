import { CLOSES, linkFrame, readFrame, WIRE_VERSION, type LinkFrame } from '@clawbridge/wire';
import type { RawData, WebSocket } from 'ws';
import type { Clock } from '../domain/port/clock.ts';
import type { Log } from '../domain/port/log.ts';
import type { Background } from '../usecases/background.ts';
import type { ChatVerbs } from '../usecases/chat-verbs.ts';
import { inTurn } from '../usecases/in-turn.ts';
import type { AgentLinks } from './agent-links.ts';
import { failureOf, otherVersion, remainsOf } from './faults.ts';
import { linkBytes } from './frames.ts';
import { begun, done, inLine } from './in-line.ts';
import type { Link } from './link.ts';
import type { Pulse } from './pulse.ts';
import { createServeLink } from './serve-link.ts';
import { closeSocket, isOpen, sendBytes, textOf } from './sockets.ts';

/** Frames of a link that are dealt with at once; what comes then waits at the plugin. */
const MOST_PENDING = 128;

export interface LinkVisitor {
  readonly link: string;
  isWelcome(): Promise<boolean>;
}

export interface Links {
  accept(ws: WebSocket, visitor: LinkVisitor): void;
  /** Closes all sockets, saying that they may come back. */
  leave(): void;
}

export interface LinksDeps {
  readonly chat: ChatVerbs;
  readonly seats: AgentLinks;
  readonly pulse: Pulse;
  readonly clock: Clock;
  readonly background: Background;
  readonly log: Log;
  /** How long the hello may take. */
  readonly helloMs: number;
}

/** The sockets of all plugins. */
export function createLinks({ chat, seats, pulse, clock, background, log, helloMs }: LinksDeps): Links {
  const serve = createServeLink(chat, log);
  const open = new Set<Link>();
  /** What belongs to one thread stays in order; other threads do not wait for it. */
  const inOrder = inTurn();

  return {
    accept(ws, { link: name, isWelcome }) {
      ws.on('error', () => {});
      const link: Link = {
        ws,
        name,
        isWelcome,
        isReady: false,
        hasSaidHello: false,
        missed: 0,
        unread: 0,
        pending: 0,
        last: undefined,
        onLost: () => replace(link),
      };
      open.add(link);
      pulse.watch(link);
      const stopWaiting = clock.after(helloMs, () => {
        if (!link.hasSaidHello) closeSocket(ws, CLOSES.silent, 'No hello came.');
      });
      ws.on('message', (data, isBinary) => receive(link, data, isBinary));
      ws.once('close', () => {
        stopWaiting();
        open.delete(link);
        end(link);
      });
    },
    leave() {
      for (const { ws } of open) closeSocket(ws, CLOSES.leaving, 'Come back soon.');
    },
  };

  function receive(link: Link, data: RawData, isBinary: boolean): void {
    if (!isOpen(link.ws)) return;
    if (isBinary) return closeSocket(link.ws, CLOSES.malformed, 'Text only.');
    const text = textOf(data);
    const read = readFrame(linkFrame, text);
    if ('fault' in read) return complain(link, text, read.fault);
    if (!link.hasSaidHello) return begin(link, read.frame);
    take(link, read.frame);
  }

  function complain(link: Link, text: string, fault: string): void {
    const { version } = remainsOf(text);
    if (!link.hasSaidHello && version !== undefined && version !== WIRE_VERSION)
      return closeSocket(link.ws, CLOSES.version, otherVersion(version));
    log.warn({ link: link.name }, `the channel plugin sent what is no frame: ${fault}`);
    closeSocket(link.ws, CLOSES.malformed, fault);
  }

  function begin(link: Link, frame: LinkFrame): void {
    if (frame.type !== 'hello') return closeSocket(link.ws, CLOSES.malformed, 'Say hello first.');
    if (frame.version !== WIRE_VERSION)
      return closeSocket(link.ws, CLOSES.version, otherVersion(frame.version));
    link.hasSaidHello = true;
    const before = seats.sit(link.name, link);
    if (before) {
      chat.deliveries.end(link.name);
      chat.turns.lost(link.name);
      closeSocket(before.ws, CLOSES.replaced, 'A newer one has come.');
    }
    inLine(link, background, () => welcome(link));
  }

  async function welcome(link: Link): Promise<void> {
    try {
      await chat.links.take(link.name, link.onLost);
      sendBytes(link.ws, linkBytes({ type: 'welcome', version: WIRE_VERSION, link: link.name }));
      log.info({ link: link.name }, 'the channel plugin is here');
    } catch (thrown) {
      closeSocket(link.ws, CLOSES.busy, failureOf(thrown, log).message);
    }
  }

  function take(link: Link, frame: LinkFrame): void {
    switch (frame.type) {
      case 'hello':
        return closeSocket(link.ws, CLOSES.malformed, 'You have said hello before.');
      case 'ready':
        return inLine(link, background, () => beReady(link));
      case 'taken':
        return track(link, `taken ${frame.id}`, () =>
          chat.deliveries.taken(link.name, frame.id, frame.refused),
        );
      case 'live':
        return track(link, frame.to, () => serve.show(link, frame));
      case 'find':
        return track(link, `find ${frame.nonce}`, () => serve.answer(link, frame));
      case 'resolve':
      case 'reply':
      case 'notice':
      case 'approval':
      case 'decided':
        return track(link, frame.to, () => serve.answer(link, frame));
    }
  }

  /** Unless a newer one has come meanwhile. */
  async function beReady(link: Link): Promise<void> {
    if (!seats.sits(link.name, link)) return;
    link.isReady = true;
    chat.deliveries.begin(link.name);
  }

  function track(link: Link, what: string, work: () => Promise<void>): void {
    begun(link, MOST_PENDING);
    background('serve the channel plugin', async () => {
      try {
        await inOrder(`${link.name} ${what}`, work);
      } finally {
        done(link);
      }
    });
  }

  /** A newer one has come in at another process. */
  function replace(link: Link): void {
    closeSocket(link.ws, CLOSES.replaced, 'A newer one has come.');
    end(link);
  }

  function end(link: Link): void {
    link.isReady = false;
    if (!seats.stand(link.name, link)) return;
    chat.deliveries.end(link.name);
    chat.turns.lost(link.name);
    log.info({ link: link.name }, 'the channel plugin is gone');
    background('let go of a link', () => chat.links.release(link.name, link.onLost));
  }
}
