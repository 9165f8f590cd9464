import './jitless.ts';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createMcpServer, type McpDoor } from './server.ts';

export interface StdioDoor {
  close(): Promise<void>;
}

export interface StdioDoorOptions extends McpDoor {
  /** The client has had its first answer: now is the time for what is slow to load. */
  readonly onReady: () => void;
  readonly onError: (error: Error) => void;
}

/** Serves MCP on stdin and stdout, to the one client that spawned us. Both protocol eras. */
export function serveMcpOnStdio(options: StdioDoorOptions): StdioDoor {
  return serveStdio(
    ({ era }) => {
      const server = createMcpServer(options, era);
      server.server.oninitialized = options.onReady;
      return server;
    },
    { onerror: options.onError },
  );
}
