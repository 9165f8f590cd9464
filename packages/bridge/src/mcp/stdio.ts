import './jitless.ts';
import { CLIENT_INFO_META_KEY, type JSONRPCMessage, type Transport } from '@modelcontextprotocol/server';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { offerClaudeChannel, type ClaudeChannel } from './claude-channel.ts';
import { createMcpServer, type McpDoor } from './server.ts';
import { createStdioListens } from './stdio-listens.ts';
import { tapTransport } from './tap-transport.ts';
import { whenClosed } from './when-closed.ts';
import { whenInitialized } from './when-initialized.ts';

export interface StdioDoor {
  close(): Promise<void>;
}

export interface StdioDoorOptions extends McpDoor {
  /** The client has had its first answer: now is the time for what is slow to load. */
  readonly onReady: () => void;
  readonly onError: (error: Error) => void;
}

/** Serves MCP to the one client at the other end of a wire: stdin and stdout, or a WebSocket. Both protocol eras. */
export function serveMcpOnStdio(
  options: StdioDoorOptions,
  wire: Transport = new StdioServerTransport(),
): StdioDoor {
  const listens = createStdioListens(options);
  let channel: ClaudeChannel | undefined;
  let clientName: string | undefined;
  const transport = tapTransport(wire, {
    received(message) {
      listens.received(message);
      clientName = clientNameIn(message) ?? clientName;
      channel?.greet(clientName);
    },
    sent: listens.sent,
  });

  return serveStdio(
    ({ era }) => {
      const server = createMcpServer(options, era);
      whenInitialized(server, options.onReady);
      if (era === 'legacy') return server;
      // Without a handshake every request says who asks, and the one that led here has been seen.
      channel = offerClaudeChannel(server, options);
      channel.greet(clientName);
      listens.attach(server);
      whenClosed(server, listens.close);
      return server;
    },
    { onerror: options.onError, transport },
  );
}

function clientNameIn(message: JSONRPCMessage): string | undefined {
  const meta = 'params' in message ? message.params?.['_meta'] : undefined;
  const info = meta?.[CLIENT_INFO_META_KEY] as { readonly name?: unknown } | undefined;
  return typeof info?.name === 'string' ? info.name : undefined;
}
