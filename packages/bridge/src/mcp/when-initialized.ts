import type { McpServer } from '@modelcontextprotocol/server';

/** Calls back when a client of the revisions with a handshake has finished it, after those who asked earlier. */
export function whenInitialized({ server }: McpServer, callback: () => void): void {
  const before = server.oninitialized;
  server.oninitialized = () => {
    before?.();
    callback();
  };
}
