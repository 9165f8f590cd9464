import { setTimeout as wait } from 'node:timers/promises';
import {
  acceptedContent,
  inputRequired,
  ProtocolError,
  ProtocolErrorCode,
  type CallToolRequest,
  type CallToolResult,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import {
  declaresTasks,
  offerTasks,
  requireTasks,
  taskHandle,
} from '../../packages/bridge/src/mcp/tasks-extension.ts';
import type { Jobs, Work } from './jobs.ts';
import { askFor, askToConfirm } from './questions.ts';

/** Tools that answer with a task: those of the `tasks-*` scenarios. */
export function registerTaskTools(server: McpServer, jobs: Jobs): void {
  server.registerTool(
    'greet',
    { description: 'Greets at once.', inputSchema: z.object({ name: z.string() }) },
    ({ name }) => say(`Hello, ${name}!`),
  );
  server.registerTool(
    'slow_compute',
    { description: 'Takes its time.', inputSchema: z.object({ seconds: z.number() }) },
    async ({ seconds }, ctx) => {
      if (declaresTasks(ctx)) return taskHandle(jobs.begin(({ signal }) => compute(seconds, signal)));
      return await compute(seconds, ctx.mcpReq.signal);
    },
  );
  for (const [name, { description, work }] of Object.entries(taskOnly))
    server.registerTool(name, { description }, () => taskHandle(jobs.begin(work)));
  server.registerTool('test_tool_with_task', { description: 'Asks before it becomes a task.' }, (ctx) => {
    const answer = acceptedContent(ctx.mcpReq.inputResponses, 'user_name', z.object({ name: z.string() }));
    if (answer === undefined)
      return inputRequired({ inputRequests: { user_name: askFor('name', 'What is your name?') } });
    return taskHandle(jobs.begin(async () => say(`Done for ${answer.name}.`)));
  });
  offerTasks(server, jobs);
  refuseUndeclared(server, [...Object.keys(taskOnly), 'test_tool_with_task']);
}

const taskOnly: Readonly<Record<string, { readonly description: string; readonly work: Work }>> = {
  failing_job: {
    description: 'Fails after a second.',
    async work({ signal }) {
      await wait(1000, undefined, { signal });
      throw new Error('The job failed');
    },
  },
  protocol_error_job: {
    description: 'Ends in an error of the protocol.',
    async work() {
      throw new ProtocolError(ProtocolErrorCode.InternalError, 'The server broke down');
    },
  },
  confirm_delete: {
    description: 'Asks before it deletes.',
    async work({ ask }) {
      await ask({ confirm: askToConfirm() });
      return say('Deleted.');
    },
  },
  multi_input: {
    description: 'Asks two things at once.',
    async work({ ask }) {
      await ask({ name: askFor('name', 'What is your name?'), confirm: askToConfirm() });
      return say('Both answered.');
    },
  },
};

async function compute(seconds: number, signal: AbortSignal): Promise<CallToolResult> {
  await wait(seconds * 1000, undefined, { signal });
  return say(`Computed for ${seconds} s.`);
}

function say(text: string): CallToolResult {
  return { content: [{ type: 'text', text }] };
}

/**
 * Tools that cannot do without a task are refused to clients that know none. The SDK has no place for it: it turns
 * whatever a tool throws into a result, and a handler set over its own would check every request state twice.
 */
function refuseUndeclared({ server }: McpServer, names: readonly string[]): void {
  const handlers = server['_requestHandlers'] as Map<string, Handler>;
  const call = handlers.get('tools/call');
  if (call === undefined) throw new Error('The SDK keeps its handlers elsewhere now');
  handlers.set('tools/call', async (request, ctx) => {
    if (names.includes(request.params.name)) requireTasks(ctx);
    return await call(request, ctx);
  });
}

type Handler = (request: CallToolRequest, ctx: ServerContext) => Promise<unknown>;
