import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  readFrame,
  relayFrame,
  relayLinkFrame,
  WIRE_VERSION,
  type LinkFrame,
  type PeerFrame,
  type RelayFrame,
  type RelayLinkFrame,
} from '@clawbridge/wire';
import { expect } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import type { Clock } from '../domain/port/clock.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { SCOPES } from '../domain/principal.ts';
import { createBackground } from '../usecases/background.ts';
import { createChat, type ChatOptions } from '../usecases/create-chat.ts';
import { createAgentLinks } from './agent-links.ts';
import { createRelay, type Relay } from './relay.ts';

/** Real time: sockets do not wait for a stepped clock. */
const clock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms).unref();
    return () => clearTimeout(timer);
  },
};

export interface RelayNode {
  readonly relay: Relay;
  readonly chat: ReturnType<typeof createChat>;
  readonly log: ReturnType<typeof createRecordingLog>;
  /** A browser of this user; his name is his id. */
  peer(user: string, options?: ClientOptions): FakePeer;
  /** The channel plugin. */
  link(name?: string): FakeLink;
  /** From now on he is not welcome, whenever somebody asks. */
  revoke(user: string): void;
  close(): Promise<void>;
}

export interface NodeOptions {
  readonly beatMs?: number;
  readonly helloMs?: number;
}

/** A relay on a port of its own, as `serve` has it, with nobody at the door who asks for cookies. */
export async function startRelay(store: ChatOptions['store'], options: NodeOptions = {}): Promise<RelayNode> {
  const log = createRecordingLog();
  const background = createBackground(log);
  const seats = createAgentLinks();
  const chat = createChat({ store, agent: seats, clock, newId: () => randomUUID(), background });
  const relay = createRelay({ chat, seats, clock, background, log, ...options });
  const revoked = new Set<string>();
  const server = createServer();
  server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
    const [, door = '', who = ''] = (req.url ?? '').split('/');
    const upgrade = { req, socket, head, isWelcome: async () => !revoked.has(who) };
    if (door === 'openclaw') relay.acceptLink({ ...upgrade, link: who });
    else relay.acceptPeer({ ...upgrade, user: { id: who, name: who }, scopes: SCOPES });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  const { port } = server.address() as AddressInfo;
  const clients: WebSocket[] = [];
  const dial = (path: string, dialling?: ClientOptions) => {
    const ws = new WebSocket(`ws://127.0.0.1:${port}/${path}`, { perMessageDeflate: false, ...dialling });
    ws.on('error', () => {});
    clients.push(ws);
    return ws;
  };
  return {
    relay,
    chat,
    log,
    peer: (user, dialling) => createFakePeer(dial(`chat/${user}`, dialling)),
    link: (name = 'default') => createFakeLink(dial(`openclaw/${name}`)),
    revoke: (user) => void revoked.add(user),
    async close() {
      for (const ws of clients) ws.terminate();
      await relay.close();
      await chat.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Keeps what comes over a socket. */
interface Wire<In, Out> {
  readonly ws: WebSocket;
  readonly got: readonly In[];
  /** Resolves with the code of the close frame. */
  readonly closed: Promise<number>;
  send(frame: Out): void;
  /** Whatever it is. */
  sendRaw(data: string | Buffer): void;
  of<T extends (In extends { type: infer Type } ? Type : never)>(
    type: T,
  ): readonly Extract<In, { type: T }>[];
  /** Waits until there are so many of a kind, and returns the last of them. */
  next<T extends (In extends { type: infer Type } ? Type : never)>(
    type: T,
    count?: number,
  ): Promise<Extract<In, { type: T }>>;
}

export interface FakePeer extends Wire<RelayFrame, PeerFrame> {
  /** Resolves with the welcome. */
  hello(
    epoch?: string,
    threads?: { id: string; seq: number }[],
  ): Promise<Extract<RelayFrame, { type: 'welcome' }>>;
  say(thread: string, text: string, cid?: string): void;
  /** Numbers of the entries that came of a thread. */
  seqs(thread: string): readonly number[];
}

export interface FakeLink extends Wire<RelayLinkFrame, LinkFrame> {
  /** Hello and ready; resolves once it is welcome. */
  begin(): Promise<void>;
  taken(id: string): void;
  reply(to: string, text: string, more?: { turn?: string; nonce?: string }): number;
}

function createFakePeer(ws: WebSocket): FakePeer {
  const wire = createWire<RelayFrame, PeerFrame>(ws, (data) => readFrame(relayFrame, data));
  return {
    ...wire,
    async hello(epoch, threads = []) {
      await opened(ws);
      wire.send({ type: 'hello', version: WIRE_VERSION, threads, ...(epoch === undefined ? {} : { epoch }) });
      return await wire.next('welcome');
    },
    say: (thread, text, cid = randomUUID()) =>
      wire.send({ type: 'send', cid, thread, text, attachments: [] }),
    seqs: (thread) =>
      wire
        .of('entry')
        .filter((frame) => frame.thread === thread)
        .map(({ entry }) => entry.seq),
  };
}

function createFakeLink(ws: WebSocket): FakeLink {
  const wire = createWire<RelayLinkFrame, LinkFrame>(ws, (data) => readFrame(relayLinkFrame, data));
  let refs = 0;
  return {
    ...wire,
    async begin() {
      await opened(ws);
      wire.send({ type: 'hello', version: WIRE_VERSION, account: 'default' });
      await wire.next('welcome');
      wire.send({ type: 'ready' });
    },
    taken: (id) => wire.send({ type: 'taken', id }),
    reply(to, text, { turn, nonce = randomUUID() } = {}) {
      const ref = ++refs;
      const said = { text, attachments: [], isFinal: true, ...(turn === undefined ? {} : { turn }) };
      wire.send({ type: 'reply', ref, nonce, to, ...said });
      return ref;
    },
  };
}

function createWire<In extends { type: string }, Out>(
  ws: WebSocket,
  read: (data: string) => { readonly frame: In } | { readonly fault: string },
): Wire<In, Out> {
  const got: In[] = [];
  ws.on('message', (data: Buffer) => {
    const frame = read(data.toString());
    if ('fault' in frame) throw new Error(frame.fault);
    got.push(frame.frame);
  });
  const closed = new Promise<number>((resolve) => ws.once('close', resolve));
  const of = <T extends string>(type: T) =>
    got.filter((frame): frame is Extract<In, { type: T }> => frame.type === type);
  return {
    ws,
    got,
    closed,
    of,
    send: (frame) => ws.send(JSON.stringify(frame)),
    sendRaw: (data) => ws.send(data),
    async next(type, count = 1) {
      await expect
        .poll(() => of(type).length, { message: `frames of type ${type}`, interval: 5 })
        .toBeGreaterThanOrEqual(count);
      const found = of(type)[count - 1];
      if (found === undefined) throw new Error(`no ${type}`);
      return found;
    },
  };
}

async function opened(ws: WebSocket): Promise<void> {
  if (ws.readyState === ws.CONNECTING) await once(ws, 'open');
}
