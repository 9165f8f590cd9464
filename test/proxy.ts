import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Transform, type Writable } from 'node:stream';

/** A wire that can be cut. */
export interface Proxy {
  readonly port: number;
  /** Ends every connection at once, without a goodbye. */
  cut(): void;
  /** Swallows everything from now on and closes nothing, as when a router dies; whoever connects gets no answer either. */
  freeze(): void;
  /** Passes on what was held up. */
  thaw(): void;
  /** How many connections there have been. */
  readonly accepted: number;
  close(): Promise<void>;
}

/**
 * Passes bytes between a port of its own and `targetPort` of this machine.
 * @param header a line such as `X-Forwarded-For: 10.0.0.9`, added to the first request of every connection
 */
export async function startProxy(targetPort: number, header?: string): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const flows = new Map<Socket, Writable>();
  let frozen = false;
  let accepted = 0;
  const server = createServer((near) => {
    accepted++;
    const far = connect(targetPort, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      const first = from === near && header !== undefined ? withHeader(header) : to;
      if (first instanceof Transform) first.pipe(to);
      flows.set(from, first);
      if (!frozen) from.pipe(first);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        flows.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    freeze() {
      frozen = true;
      for (const [from, first] of flows) from.unpipe(first);
    },
    thaw() {
      frozen = false;
      for (const [from, first] of flows) from.pipe(first);
    },
    get accepted() {
      return accepted;
    },
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Puts a header line behind the request line, which is the first line that passes. */
function withHeader(header: string): Transform {
  let put = false;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      const text = put
        ? chunk
        : Buffer.from(chunk.toString('latin1').replace('\r\n', `\r\n${header}\r\n`), 'latin1');
      put = true;
      done(null, text);
    },
  });
}
