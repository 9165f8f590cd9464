import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { linkFrame, WIRE_VERSION, type LinkFrame, type RelayLinkFrame } from '@clawbridge/wire';
import { expect } from 'vitest';
import { WebSocketServer } from 'ws';

/** A turn takes a moment, on a busy machine half a minute. */
const PATIENT = { timeout: 90_000 };

type Kind<T extends LinkFrame['type']> = Extract<LinkFrame, { readonly type: T }>;

/** A relay that does what the test says. What is asked of it, it answers as a relay would. */
export interface ScriptedRelay {
  readonly url: string;
  /** With what the plugin came in. */
  authorization(): string | undefined;
  greet(): void;
  /** A message in a thread of its own; resolves with its id. */
  hand(user: string, text: string, id?: string): string;
  of<T extends LinkFrame['type']>(type: T): readonly Kind<T>[];
  /** What became of a message, once that is known. */
  taken(id: string): Promise<Kind<'taken'>>;
  answer(id: string): Promise<Kind<'reply'>>;
  close(): Promise<void>;
}

export async function startScriptedRelay(): Promise<ScriptedRelay> {
  const frames: LinkFrame[] = [];
  let authorization: string | undefined;
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  const say = (frame: RelayLinkFrame) =>
    server.clients.forEach((socket) => socket.send(JSON.stringify(frame)));
  server.on('connection', (socket, { headers }) => {
    ({ authorization } = headers);
    socket.on('message', (data: Buffer) => {
      const frame = linkFrame.parse(JSON.parse(data.toString()));
      frames.push(frame);
      if (frame.type === 'resolve') say({ type: 'resolved', ref: frame.ref });
      else if ('nonce' in frame) say({ type: 'ack', ref: frame.ref, id: randomUUID() });
    });
  });
  const of = <T extends LinkFrame['type']>(type: T) =>
    frames.filter((frame): frame is Kind<T> => frame.type === type);

  async function first<F>(find: () => F | undefined): Promise<F> {
    await expect.poll(find, PATIENT).toBeDefined();
    const found = find();
    if (found === undefined) throw new Error('It is gone again.');
    return found;
  }

  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/openclaw`,
    authorization: () => authorization,
    greet: () => say({ type: 'welcome', version: WIRE_VERSION, link: 'work' }),
    hand(user, text, id = randomUUID()) {
      const from = `${user}.${id}`;
      say({ type: 'message', id, user, name: user, from, text, attachments: [], at: Date.now() });
      return id;
    },
    of,
    taken: async (id) => await first(() => of('taken').find((frame) => frame.id === id)),
    answer: async (id) => await first(() => of('reply').find((frame) => frame.turn === id && frame.isFinal)),
    async close() {
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
