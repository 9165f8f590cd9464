import { CLOSES, peerFrame, readFrame, WIRE_VERSION, type PeerFrame } from '@clawbridge/wire';
import type { RawData, WebSocket } from 'ws';
import { Failure } from '../domain/failure.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Log } from '../domain/port/log.ts';
import type { Background } from '../usecases/background.ts';
import type { ChatVerbs } from '../usecases/chat-verbs.ts';
import { createAllowance } from './allowance.ts';
import { createCompany, type Company } from './company.ts';
import { failureOf, otherVersion, remainsOf } from './faults.ts';
import { peerBytes } from './frames.ts';
import { createGreet, type Hello } from './greet.ts';
import { agentsOf } from './heads.ts';
import { inLine } from './in-line.ts';
import { createPeer, tell, type Peer, type Visitor } from './peer.ts';
import type { Pulse } from './pulse.ts';
import { createServePeer, refuse, type Request } from './serve-peer.ts';
import { showLive } from './show-live.ts';
import { closeSocket, isOpen, sendBytes, textOf } from './sockets.ts';

/** Browsers of one user. A person has a few, a loop has many. */
const MAX_PEERS_EACH = 20;

/** Somebody whose frames are none is not told so for ever. */
const MAX_FAULTS = 10;

export interface Peers {
  accept(ws: WebSocket, visitor: Visitor): void;
  size(): number;
  /** Closes all sockets, saying that they may come back. */
  leave(): void;
}

export interface PeersDeps {
  readonly chat: ChatVerbs;
  readonly pulse: Pulse;
  readonly clock: Clock;
  readonly background: Background;
  readonly log: Log;
  /** How long the hello may take. */
  readonly helloMs: number;
}

/** The sockets of all browsers, by user. */
export function createPeers({ chat, pulse, clock, background, log, helloMs }: PeersDeps): Peers {
  const companies = new Map<string, Company>();
  const allowance = createAllowance(clock);
  const greet = createGreet(chat);
  const serve = createServePeer(chat, greet, log);
  let size = 0;

  const stops = [
    chat.turns.follow((news) => showLive(news, companies.get(news.user)?.peers ?? [], chat.turns)),
    chat.links.follow((links) => {
      const bytes = peerBytes({ type: 'agents', agents: agentsOf(links) });
      for (const { peers } of companies.values()) for (const peer of peers) tell(peer, bytes);
    }),
    chat.turnAway.follow((user) => {
      for (const peer of companies.get(user)?.peers ?? []) pulse.look(peer);
    }),
  ];

  return {
    accept(ws, visitor) {
      ws.on('error', () => {});
      const company = companyOf(visitor.user.id);
      if (company.peers.size >= MAX_PEERS_EACH)
        return closeSocket(ws, CLOSES.busy, 'Too many windows of this person are open.');
      const peer = createPeer(ws, visitor);
      company.peers.add(peer);
      size++;
      pulse.watch(peer);
      const stopWaiting = clock.after(helloMs, () => {
        if (peer.stage === 'new') closeSocket(ws, CLOSES.silent, 'No hello came.');
      });
      ws.on('message', (data, isBinary) => receive(peer, company, data, isBinary));
      ws.once('close', () => {
        stopWaiting();
        leave(peer, company);
      });
    },
    size: () => size,
    leave() {
      for (const stop of stops) stop();
      for (const { peers } of companies.values())
        for (const { ws } of peers) closeSocket(ws, CLOSES.leaving, 'Come back soon.');
    },
  };

  function companyOf(user: string): Company {
    const known = companies.get(user);
    if (known) return known;
    const company = createCompany(user, chat.followThreads);
    companies.set(user, company);
    // Whoever says hello hears of it; nobody may have.
    company.following.catch(() => companies.delete(user));
    return company;
  }

  function leave(peer: Peer, company: Company): void {
    size--;
    company.peers.delete(peer);
    const user = peer.user.id;
    if (company.peers.size > 0) return;
    if (companies.get(user) === company) companies.delete(user);
    // Where that failed there is nothing to stop.
    company.following.then(
      (stop) => stop(),
      () => {},
    );
  }

  function receive(peer: Peer, company: Company, data: RawData, isBinary: boolean): void {
    if (!isOpen(peer.ws)) return;
    if (isBinary) return closeSocket(peer.ws, CLOSES.malformed, 'Text only.');
    if (!allowance.maySpeak(peer.user.id)) return closeSocket(peer.ws, CLOSES.busy, 'Too much at once.');
    const text = textOf(data);
    const read = readFrame(peerFrame, text);
    if ('fault' in read) return complain(peer, text, read.fault);
    const { frame } = read;
    if (peer.stage === 'new') return begin(peer, company, frame);
    if (frame.type === 'ping') return sendBytes(peer.ws, peerBytes({ type: 'pong', n: frame.n }));
    if (frame.type === 'hello') return complain(peer, text, 'You have said hello before.');
    const isSending = frame.type === 'send' || frame.type === 'decide' || frame.type === 'stop';
    if (isSending && !allowance.maySend(peer.user.id)) return refuse(peer, tooMany(), frame.cid);
    if (frame.type === 'send' && !allowance.mayWrite(peer.user.id, frame.text.length))
      return refuse(peer, enoughForToday(), frame.cid);
    inLine(peer, background, () => serve(peer, frame satisfies Request));
  }

  function begin(peer: Peer, company: Company, frame: PeerFrame): void {
    if (frame.type !== 'hello') return closeSocket(peer.ws, CLOSES.malformed, 'Say hello first.');
    if (frame.version !== WIRE_VERSION)
      return closeSocket(peer.ws, CLOSES.version, otherVersion(frame.version));
    peer.stage = 'greeting';
    inLine(peer, background, () => greetOr(peer, company, frame));
  }

  async function greetOr(peer: Peer, company: Company, hello: Hello): Promise<void> {
    try {
      await company.following;
      await greet.hello(peer, hello);
    } catch (thrown) {
      const failure = failureOf(thrown, log);
      closeSocket(peer.ws, CLOSES.busy, failure.message);
    }
  }

  function complain(peer: Peer, text: string, fault: string): void {
    const { cid, version } = remainsOf(text);
    if (peer.stage === 'new' && version !== undefined && version !== WIRE_VERSION)
      return closeSocket(peer.ws, CLOSES.version, otherVersion(version));
    if (peer.stage === 'new' || ++peer.faults > MAX_FAULTS)
      return closeSocket(peer.ws, CLOSES.malformed, fault);
    refuse(peer, noFrame(fault), cid);
  }
}

function enoughForToday(): Failure {
  return new Failure('too_many', 'You have written more than is kept of one person in a day.', {
    hint: 'Send it tomorrow, or attach long texts as files.',
  });
}

function tooMany(): Failure {
  return new Failure('too_many', 'You send faster than anybody reads.', {
    hint: 'Wait a moment.',
    retryable: true,
  });
}

function noFrame(fault: string): Failure {
  return new Failure('invalid_input', fault, { hint: 'Reload the page: it may be an old one.' });
}
