import type { CallToolResult, McpServer, ServerContext } from '@modelcontextprotocol/server';

const done: CallToolResult = { content: [{ type: 'text', text: 'Done.' }] };

/** Tools that tell the client something on the way to their answer, or answer in an unusual way. */
export function registerReportingTools(server: McpServer): void {
  server.registerTool('test_tool_with_logging', { description: 'Writes three log messages.' }, logThreeTimes);
  server.registerTool('test_logging_tool', { description: 'Writes log messages.' }, logThreeTimes);
  server.registerTool('test_tool_with_progress', { description: 'Reports progress.' }, reportProgress);
  server.registerTool('test_error_handling', { description: 'Always fails.' }, () => {
    throw new Error('This tool intentionally returns an error for testing');
  });
  server.registerTool(
    'test_reconnection',
    { description: 'Closes its stream before it answers; the client fetches the answer by resuming.' },
    (ctx) => {
      ctx.http?.closeSSE?.();
      return done;
    },
  );
}

async function logThreeTimes(ctx: ServerContext): Promise<CallToolResult> {
  for (const message of ['Tool execution started', 'Tool processing data', 'Tool execution completed'])
    await ctx.mcpReq.log('info', message);
  return done;
}

async function reportProgress(ctx: ServerContext): Promise<CallToolResult> {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return done;
  for (const progress of [0, 50, 100]) {
    const params = { progressToken, progress, total: 100 };
    await ctx.mcpReq.notify({ method: 'notifications/progress', params });
  }
  return done;
}
