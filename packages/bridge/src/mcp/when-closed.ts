import type { McpServer } from '@modelcontextprotocol/server';

/** Calls back when the connection of a server ends, after those who asked earlier. */
export function whenClosed({ server }: McpServer, callback: () => void): void {
  const before = server.onclose;
  server.onclose = () => {
    before?.();
    callback();
  };
}
