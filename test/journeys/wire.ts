import { connect, type Socket } from 'node:net';

/** A connection on which bytes are sent as they are. */
export interface Wire {
  readonly socket: Socket;
  send(text: string): void;
  /** Resolves with all that was said once it matches. */
  said(pattern: RegExp): Promise<string>;
  /** Resolves with all that was said when the other side has closed the connection. */
  readonly closed: Promise<string>;
}

/** Connects to the server of a URL. Characters are bytes: latin1. */
export function openWire(url: string): Wire {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let heard = '';
  socket.setEncoding('latin1').on('data', (piece: string) => (heard += piece));
  socket.on('error', () => {});
  const closed = new Promise<string>((resolve) => {
    socket.once('close', () => resolve(heard));
  });
  return {
    socket,
    closed,
    send: (text) => void socket.write(text, 'latin1'),
    said(pattern) {
      return new Promise((resolve, reject) => {
        const look = () => {
          if (!pattern.test(heard)) return;
          socket.off('data', look);
          resolve(heard);
        };
        socket.on('data', look);
        socket.once('close', () => reject(new Error(`Closed before ${pattern}:\n${heard}`)));
        look();
      });
    },
  };
}

/** What a server answers to these bytes before it closes the connection. */
export async function answerTo(url: string, bytes: string): Promise<string> {
  const wire = openWire(url);
  wire.send(bytes);
  return await wire.closed;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The first answer in what was said. */
export function parseAnswer(said: string): RawAnswer {
  const [head = '', ...rest] = said.split('\r\n\r\n');
  const [status = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return {
    status: Number(status.split(' ')[1]),
    headers: Object.fromEntries(headers),
    body: rest.join('\r\n\r\n'),
  };
}
