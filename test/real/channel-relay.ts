import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { linkFrame, readFrame, WIRE_VERSION, type LinkFrame, type RelayLinkFrame } from '@clawbridge/wire';
import { WebSocketServer, type WebSocket } from 'ws';

type Reply = Extract<LinkFrame, { readonly type: 'reply' }>;

/** A relay in miniature: it has no browsers, and what it is told it writes down. */
export interface ChannelRelay {
  readonly url: string;
  readonly heard: readonly LinkFrame[];
  readonly written: readonly (Reply & { readonly id: string })[];
  readonly files: ReadonlyMap<
    string,
    { readonly name: string; readonly type: string; readonly bytes: Buffer }
  >;
  /** Keeps bytes for the plugin to fetch; returns the id. */
  keep(name: string, type: string, bytes: Buffer): string;
  /** Sends a message, again after each break until it is taken; returns its id. */
  say(
    from: string,
    text: string,
    more?: Partial<Extract<RelayLinkFrame, { readonly type: 'message' }>>,
  ): string;
  /** The first frame there is or comes that fits. */
  hears<F extends LinkFrame>(fits: (frame: LinkFrame) => frame is F): Promise<F>;
  /** The answer that is or comes to be written to this turn. */
  answer(turn: string): Promise<Reply>;
  /** Ends the socket as a broken network does. */
  drop(): void;
  /** Nobody gets in until `open`. */
  shut(): void;
  open(): void;
  stop(): Promise<void>;
}

export async function startChannelRelay(token: string): Promise<ChannelRelay> {
  const heard: LinkFrame[] = [];
  const written: (Reply & { id: string })[] = [];
  const ids = new Map<string, string>();
  const files = new Map<string, { name: string; type: string; bytes: Buffer }>();
  const untaken = new Map<string, RelayLinkFrame>();
  const news = new EventEmitter().setMaxListeners(0);
  let link: WebSocket | undefined;
  let isReady = false;
  let isShut = false;

  const http = createServer((request, response) => {
    serveFile(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  const sockets = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket, head) => {
    if (isShut || request.headers.authorization !== `Bearer ${token}`) {
      socket.end(`HTTP/1.1 ${isShut ? '503 Service Unavailable' : '401 Unauthorized'}\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (came) => {
      link = came;
      isReady = false;
      came.on('message', (data) => onData(came, String(data)));
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;

  async function serveFile(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://relay');
    if (request.headers.authorization !== `Bearer ${token}`) return void response.writeHead(401).end();
    if (request.method === 'POST') {
      const [name, type] = [url.searchParams.get('name') ?? '', request.headers['content-type'] ?? ''];
      const bytes = await buffer(request);
      const id = keep(name, type, bytes);
      response.end(JSON.stringify({ id, name, type, size: bytes.length }));
      return;
    }
    const file = files.get(url.pathname.split('/').at(-1) ?? '');
    if (file) response.writeHead(200, { 'content-type': file.type }).end(file.bytes);
    else response.writeHead(404).end();
  }

  function keep(name: string, type: string, bytes: Buffer): string {
    const id = randomUUID();
    files.set(id, { name, type, bytes });
    return id;
  }

  function tell(frame: RelayLinkFrame): void {
    link?.send(JSON.stringify(frame));
  }

  function onData(came: WebSocket, data: string): void {
    const read = readFrame(linkFrame, data);
    if ('fault' in read) return came.close(1007, read.fault);
    const { frame } = read;
    heard.push(frame);
    if (frame.type === 'hello') tell({ type: 'welcome', version: WIRE_VERSION, link: 'default' });
    if (frame.type === 'ready') {
      isReady = true;
      for (const message of untaken.values()) tell(message);
    }
    if (frame.type === 'taken') untaken.delete(frame.id);
    if ('nonce' in frame) writeDown(frame);
    if (frame.type === 'resolve') {
      const [user = '', thread = 'home'] = frame.to.split('.');
      tell({
        type: 'resolved',
        ref: frame.ref,
        person: { user, name: user, address: `${user}.${thread}` },
      });
    }
    news.emit('frame', frame);
  }

  function writeDown(frame: Extract<LinkFrame, { readonly nonce: string }>): void {
    const known = ids.get(frame.nonce);
    if (frame.type === 'find')
      return tell({ type: 'found', ref: frame.ref, ...(known === undefined ? {} : { id: known }) });
    const id = known ?? randomUUID();
    ids.set(frame.nonce, id);
    if (known === undefined && frame.type === 'reply') written.push({ ...frame, id });
    tell({ type: 'ack', ref: frame.ref, id });
  }

  function say(from: string, text: string, more: object = {}): string {
    const id = randomUUID();
    const [user = ''] = from.split('.');
    const message = {
      type: 'message',
      id,
      user,
      name: user,
      from,
      text,
      attachments: [],
      at: Date.now(),
      ...more,
    };
    untaken.set(id, message as RelayLinkFrame);
    if (isReady) tell(message as RelayLinkFrame);
    return id;
  }

  async function hears<F extends LinkFrame>(fits: (frame: LinkFrame) => frame is F): Promise<F> {
    const there = heard.find(fits);
    if (there) return there;
    return await new Promise<F>((resolve) => {
      const look = (frame: LinkFrame) => {
        if (!fits(frame)) return;
        news.off('frame', look);
        resolve(frame);
      };
      news.on('frame', look);
    });
  }

  return {
    url: `ws://127.0.0.1:${port}/openclaw`,
    heard,
    written,
    files,
    keep,
    say,
    hears,
    answer: (turn) =>
      hears((frame): frame is Reply => frame.type === 'reply' && frame.turn === turn && frame.isFinal),
    drop: () => link?.terminate(),
    shut() {
      isShut = true;
      link?.terminate();
    },
    open() {
      isShut = false;
    },
    async stop() {
      link?.terminate();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}
