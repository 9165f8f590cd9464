import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** A wire that can be cut. */
export interface Proxy {
  readonly port: number;
  /** Ends every connection at once, without a goodbye. */
  cut(): void;
  close(): Promise<void>;
}

/**
 * Passes bytes between a port of its own and `targetPort` of this machine.
 * @param header a line such as `X-Forwarded-For: 10.0.0.9`, added to the first request of every connection
 */
export async function startProxy(targetPort: number, header?: string): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      if (from === near && header !== undefined) from.pipe(withHeader(header)).pipe(to);
      else from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
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
