import { connect } from 'node:net';

/** Sends bytes to a server, and resolves with what came until it closed the connection. */
export function converse(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes, 'latin1'));
    socket.setEncoding('utf8').on('data', (piece: string) => (said += piece));
    socket.on('error', () => {});
    socket.once('close', () => resolve(said));
  });
}
