import {
  CLIENT_CAPABILITIES_META_KEY,
  MissingRequiredClientCapabilityError,
  ProtocolError,
  ProtocolErrorCode,
  type CallToolResult,
  type ClientCapabilities,
  type InputRequests,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';

/** MCP Tasks (SEP-2663), an extension of revision 2026-07-28: a call answers with a handle, and the client polls. */
const EXTENSION = 'io.modelcontextprotocol/tasks';
const CAPABILITY = { extensions: { [EXTENSION]: {} } };

/** A task as clients see it. */
export type TaskRecord = TaskHead & TaskState;

export interface TaskHead {
  readonly taskId: string;
  /** ISO 8601, as `lastUpdatedAt`. */
  readonly createdAt: string;
  readonly lastUpdatedAt: string;
  /** How long after its creation the task can be asked for at least. Milliseconds, an integer. */
  readonly ttlMs: number;
  /** How often asking makes sense. Milliseconds, an integer. */
  readonly pollIntervalMs: number;
  readonly statusMessage?: string;
}

export type TaskState =
  | { readonly status: 'working' | 'cancelled' }
  | { readonly status: 'input_required'; readonly inputRequests: InputRequests }
  /** The tool ran to its end, well or with `isError`. */
  | { readonly status: 'completed'; readonly result: CallToolResult }
  /** The request failed as a JSON-RPC request does; not for a tool that failed. */
  | { readonly status: 'failed'; readonly error: { readonly code: number; readonly message: string } };

/** Where the tasks are. Each method finds only tasks its caller may know of. */
export interface TaskSource {
  /** Undefined when there is no such task. */
  get(taskId: string): Promise<TaskRecord | undefined>;
  /**
   * Gives answers to what the task asks; those to anything else are ignored. False when there is no such task.
   */
  update(taskId: string, inputResponses: Readonly<Record<string, unknown>>): Promise<boolean>;
  /** Asks for a stop; nothing happens to a task that has ended. False when there is no such task. */
  cancel(taskId: string): Promise<boolean>;
}

/** Serves `tasks/get`, `tasks/update` and `tasks/cancel` to clients that know the extension, and says so. */
export function offerTasks({ server }: McpServer, source: TaskSource): void {
  server.registerCapabilities(CAPABILITY);
  server.setRequestHandler('tasks/get', schemas, async ({ taskId }, ctx) => {
    requireTasks(ctx);
    const task = await source.get(taskId);
    if (task === undefined) throw unknownTask(taskId);
    return wireView(task);
  });
  server.setRequestHandler('tasks/update', schemas, async ({ taskId }, ctx) => {
    requireTasks(ctx);
    // The SDK takes the answers out of the params, as it does for the requests of the protocol itself.
    if (!(await source.update(taskId, ctx.mcpReq.inputResponses ?? {}))) throw unknownTask(taskId);
    return {};
  });
  server.setRequestHandler('tasks/cancel', schemas, async ({ taskId }, ctx) => {
    requireTasks(ctx);
    if (!(await source.cancel(taskId))) throw unknownTask(taskId);
    return {};
  });
}

const schemas = { params: z.looseObject({ taskId: z.string() }), result: z.looseObject({}) };

/** Said with every request, and only in the stateless era: what an earlier request declared does not count. */
export function declaresTasks(ctx: ServerContext): boolean {
  const envelope = ctx.mcpReq.envelope as Readonly<Record<string, unknown>> | undefined;
  const capabilities = envelope?.[CLIENT_CAPABILITIES_META_KEY] as ClientCapabilities | undefined;
  return capabilities?.extensions?.[EXTENSION] !== undefined;
}

/** Refuses a client that has not declared the extension: -32021. */
export function requireTasks(ctx: ServerContext): void {
  if (!declaresTasks(ctx))
    throw new MissingRequiredClientCapabilityError({ requiredCapabilities: CAPABILITY });
}

/** What a call answers instead of its result. Only once the source finds the task. */
export function taskHandle(task: TaskRecord): CallToolResult {
  const { taskId, status, statusMessage, createdAt, lastUpdatedAt, ttlMs, pollIntervalMs } = task;
  const said = statusMessage === undefined ? {} : { statusMessage };
  // The SDK adds the content if we do not.
  const head = { content: [], taskId, status, ...said, createdAt, lastUpdatedAt, ttlMs, pollIntervalMs };
  return { resultType: 'task', ...head };
}

/** What `tasks/get` answers. The result in it is whole, as the call would have answered it. */
function wireView(task: TaskRecord) {
  if (task.status !== 'completed') return { ...task };
  return { ...task, result: { resultType: 'complete', ...task.result } };
}

function unknownTask(taskId: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, `Task not found: ${taskId}`);
}
