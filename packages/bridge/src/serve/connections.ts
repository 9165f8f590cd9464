import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The open connections of a server, and what happens on them. */
export interface Connections {
  /**
   * A request came in. `serve` is called once it is its turn: of several that came at once on one connection, one at a time is
   * served, and none behind one after which the connection closes.
   */
  take(req: IncomingMessage, res: ServerResponse, serve: () => void): void;
  /** The answer that is on its way on a connection. */
  answerOn(socket: Socket): ServerResponse | undefined;
  /** It speaks another protocol from now on, and is idle only by its rules. */
  keep(socket: Socket): void;
  /** Resolves when no answer is on its way, at the latest after `ms`. */
  quiet(ms: number): Promise<void>;
}

export interface ConnectionsOptions {
  /** One more makes room by closing the oldest on which nothing is answered. */
  readonly most: number;
  /** For so long what was sent may lie unread before the connection is cut. */
  readonly unreadMs: number;
}

/**
 * Keeps what strangers can occupy bounded: connections that never ask anything make room for those that do, and a client that
 * does not read its answer loses it. A stream on which there is nothing to say may stay open for any time.
 */
export function watchConnections(server: Server, { most, unreadMs }: ConnectionsOptions): Connections {
  const open = new Set<Socket>();
  const kept = new Set<Socket>();
  const answering = new Map<Socket, ServerResponse>();
  const waiting = new Set<() => void>();

  server.timeout = unreadMs;
  server.on('connection', (socket) => {
    // A connection comes twice that wanted to speak another protocol and was not heard.
    if (open.has(socket)) return;
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      kept.delete(socket);
      // Answers that wait behind another one never hear of it.
      forget(socket);
    });
    if (open.size > most) (oldestIdle() ?? socket).destroy();
  });
  server.on('timeout', (socket) => {
    if (!answering.has(socket) || socket.writableLength > 0) socket.destroy();
  });

  return {
    take({ socket }, res, serve) {
      const before = answering.get(socket);
      answering.set(socket, res);
      res.once('close', () => {
        if (answering.get(socket) === res) forget(socket);
      });
      if (before === undefined) serve();
      else before.once('close', () => socket.writable && serve());
    },
    answerOn: (socket) => answering.get(socket),
    keep(socket) {
      if (open.has(socket)) kept.add(socket);
    },
    quiet(ms) {
      return new Promise((resolve) => {
        if (answering.size === 0) return resolve();
        waiting.add(resolve);
        setTimeout(resolve, ms).unref();
      });
    },
  };

  function forget(socket: Socket): void {
    answering.delete(socket);
    if (answering.size === 0) for (const resolve of waiting) resolve();
  }

  function oldestIdle(): Socket | undefined {
    for (const socket of open) if (!answering.has(socket) && !kept.has(socket)) return socket;
    return undefined;
  }
}
