import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The address clients know, with nodes behind it that come and go. */
export interface Front {
  readonly url: string;
  /** Base addresses; each request goes to the next one, except that a session stays where it began. */
  leadTo(nodes: readonly string[]): void;
  stop(): Promise<void>;
}

const SESSION = 'mcp-session-id';

/** @param headers added to every request, for clients that cannot send them */
export async function startFront(headers: Readonly<Record<string, string>> = {}): Promise<Front> {
  const homeOfSession = new Map<string, string>();
  let nodes: readonly string[] = [];
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    const next = nodes[turn++ % nodes.length];
    const node = homeOfSession.get(String(incoming.headers[SESSION])) ?? next;
    if (node === undefined) {
      outgoing.writeHead(502).end();
      return;
    }
    pass(incoming, outgoing, node, headers, (session) => homeOfSession.set(session, node));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(others) {
      nodes = others;
      homeOfSession.clear();
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The Host stays what the client called. */
function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  node: string,
  headers: Readonly<Record<string, string>>,
  began: (session: string) => void,
): void {
  const { method = 'GET', url = '/' } = incoming;
  const onward = request(node + url, { method, headers: { ...incoming.headers, ...headers } }, (answer) => {
    const session = answer.headers[SESSION];
    if (typeof session === 'string') began(session);
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => {
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(502).end();
  });
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}
