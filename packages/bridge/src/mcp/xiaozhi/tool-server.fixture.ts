import { McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { CreateEndpointServer } from './endpoint-server.ts';

/** A server with tools that do what a test wants, and what happened at it. */
export interface ToolServer {
  readonly create: CreateEndpointServer;
  /** The servers that were made: one per socket. */
  readonly servers: readonly McpServer[];
  /** What `noted` was called with, once its answer had gone out. */
  readonly written: readonly string[];
  /** How many calls of `slow` wait. */
  waiting(): number;
  /** Lets the calls of `slow` answer that wait now. */
  release(): void;
}

export function createToolServer(): ToolServer {
  const servers: McpServer[] = [];
  const written: string[] = [];
  const waiting: (() => void)[] = [];
  const text = (said: string) => ({ content: [{ type: 'text' as const, text: said }] });

  return {
    servers,
    written,
    waiting: () => waiting.length,
    release() {
      for (const goOn of waiting.splice(0)) goOn();
    },
    create(whenWritten) {
      const server = new McpServer({ name: 'tools', version: '1' }, { capabilities: { tools: {} } });
      const input = z.object({ text: z.string() });
      server.registerTool('echo', { title: 'Echo', description: 'Says it', inputSchema: input }, (said) =>
        text(said.text),
      );
      server.registerTool('noted', { inputSchema: input }, (said, { mcpReq }) => {
        whenWritten(mcpReq.id, () => written.push(said.text));
        return text('noted');
      });
      server.registerTool('slow', {}, async () => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        return text('at last');
      });
      server.registerTool('who', {}, ({ mcpReq }) => text(String(mcpReq._meta?.['clawbridge/serial'])));
      server.registerTool('broken', {}, () => ({ ...text('it broke'), isError: true }));
      servers.push(server);
      return server;
    },
  };
}
