import './jitless.ts';
import {
  McpServer,
  SdkError,
  SdkErrorCode,
  type CallToolResult,
  type InputRequiredResult,
  type Tool as ListedTool,
  type ProtocolEra,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { StopSignal } from '../domain/port/stop-signal.ts';
import { holds, requireScope, type Principal } from '../domain/principal.ts';
import type { Redact } from '../domain/redact.ts';
import { createStop } from '../domain/stop.ts';
import type { Origin } from '../domain/task.ts';
import type { Background } from '../usecases/background.ts';
import type { Verbs } from '../usecases/verbs.ts';
import type { CallWatch, WatchCall } from './call-watch.ts';
import { offerClaudeChannel, type ClaudeChannelMode } from './claude-channel.ts';
import { offerCompletions } from './complete.ts';
import {
  asksPersons,
  askThroughResult,
  askDirectly,
  createStateCodec,
  saidWith,
  type StateCodec,
} from './elicitation.ts';
import { failureOf, failureResult } from './failure-result.ts';
import { createProgressReporter } from './progress.ts';
import { offerPrompts } from './prompts/offer-prompts.ts';
import { offerResources } from './resources/offer-resources.ts';
import { inputJson, inputSchema, outputJson } from './schema.ts';
import { createTaskSource, taskRecord } from './task-source.ts';
import { declaresTasks, offerTasks, taskHandle } from './tasks-extension.ts';
import { toolResult } from './tool-result.ts';
import { NeedsPerson } from './tools/person.ts';
import type { ToolSetName } from './tools/tool-set-names.ts';
import { instructionsFor, toolsOf } from './tools/tool-sets.ts';
import type { Tool, ToolCall } from './tools/tool.ts';
import type { VoiceSet } from './tools/voice/voice-set.ts';
import { whileOpen } from './tools/while-open.ts';
import { whenClosed } from './when-closed.ts';
import { createWhenWritten, type AnsweringAt, type Written } from './when-written.ts';
import { whenInitialized } from './when-initialized.ts';

/** What a door gives to the servers it makes. */
export interface McpDoor {
  /** Resolves when the bridge is open; called when the first tool is. */
  readonly verbs: () => Promise<Verbs>;
  readonly principal: Principal;
  /** For what nobody waits for. */
  readonly background: Background;
  readonly origin: Origin;
  /** The sets of tools it offers. */
  readonly tools: readonly ToolSetName[];
  readonly version: string;
  readonly redact: Redact;
  readonly claudeChannel: ClaudeChannelMode;
  /** Signs the states of questions; the same for every process that may get the answer. 32 bytes. */
  readonly stateKey: () => Promise<Uint8Array>;
  /** True once this door is closing: what aborts then was not cancelled by anybody. */
  readonly closing: () => boolean;
  /** The request a connection began with on which calls have none of their own. */
  readonly connection?: object;
  /** Told of every call. */
  readonly watch?: WatchCall;
  /** A door that offers the voice set has it. */
  readonly voiceSet?: VoiceSet | undefined;
  /** Offers tools and nothing else: for clients that know no more, and for doors with many connections. */
  readonly bare?: boolean;
  /** Without it an answer counts as written when its tool has returned. */
  readonly written?: Written;
}

/** Where in a call's `_meta` the device that asks is named: a parameter of xiaozhi's own, for which MCP has no place. */
export const SERIAL = 'clawbridge/serial';

/** An MCP server for one connection, or one request of the stateless era. */
export function createMcpServer(door: McpDoor, era: ProtocolEra): McpServer {
  const { principal, tools, version, voiceSet, bare = false } = door;
  const codec = createStateCodec(principal, door.stateKey);
  const server = new McpServer(
    { name: 'clawbridge', title: 'clawbridge', version },
    {
      capabilities: { tools: { listChanged: false } },
      ...(bare ? {} : { instructions: instructionsFor(tools, principal, voiceSet) }),
      requestState: { verify: codec.verify },
    },
  );
  const offered = toolsOf(tools, voiceSet).map(prepared);
  const unwritten: AnsweringAt['unwritten'] = new Set();
  const canAsk = (ctx: ServerContext) => asksPersons(ctx, server.server.getClientCapabilities());
  for (const { tool, config } of offered) {
    server.registerTool(tool.name, config, (input: unknown, ctx: ServerContext) =>
      callTool({ door, tool, input, ctx, era, codec, unwritten, canAsk: canAsk(ctx) }),
    );
  }
  // Not left to the SDK: from a tool whose output schema it knows, it would accept no task.
  const allowed = offered.filter(({ tool }) => holds(principal, tool.scope));
  server.server.setRequestHandler('tools/list', () => ({ tools: allowed.map(listed) }));
  whenClosed(server, () => {
    for (const lose of unwritten) lose();
  });
  if (!bare) offerMore(server, door, era);
  return server;
}

/** What there is besides tools. */
function offerMore(server: McpServer, door: McpDoor, era: ProtocolEra): void {
  offerResources(server, door, era);
  offerCompletions(server, door);
  offerPrompts(server, door);
  if (era === 'modern') offerTasks(server, createTaskSource(door));
  else offerClaudeChannelAfterHandshake(server, door);
}

const known = new Map<Tool, ReturnType<typeof prepare>>();

/** Schemas are made once, servers for every connection or even request. */
function prepared(tool: Tool): ReturnType<typeof prepare> {
  const found = known.get(tool) ?? prepare(tool);
  known.set(tool, found);
  return found;
}

function prepare(tool: Tool) {
  const { title, description, annotations } = tool;
  const inputs = inputSchema(tool.input);
  const config = { title, description, annotations: { title, ...annotations }, inputSchema: inputs };
  return { tool, config, output: outputJson(tool.output) };
}

/** Of the revisions with a handshake; without one there is nobody to push to, except on stdio. */
function offerClaudeChannelAfterHandshake(server: McpServer, door: McpDoor): void {
  const channel = offerClaudeChannel(server, door);
  whenInitialized(server, () => channel.greet(server.server.getClientVersion()?.name));
}

function listed({ tool, config, output }: ReturnType<typeof prepare>): ListedTool {
  const { title, description, annotations } = config;
  const schemas = { inputSchema: inputJson(config.inputSchema), outputSchema: output() };
  return { name: tool.name, title, description, annotations, ...schemas };
}

/** A tool that was called, and by whom. */
interface Call {
  readonly door: McpDoor;
  readonly tool: Tool;
  readonly input: unknown;
  readonly ctx: ServerContext;
  readonly era: ProtocolEra;
  readonly codec: StateCodec;
  readonly unwritten: AnsweringAt['unwritten'];
  /** The client has a person it can ask. */
  readonly canAsk: boolean;
}

async function callTool(call: Call): Promise<CallToolResult | InputRequiredResult> {
  const watch = watchOf(call);
  try {
    const result = await answerTo(call, watch);
    watch?.ended();
    return result;
  } catch (thrown) {
    const failure = failureOf(thrown);
    watch?.ended(failure);
    const { door, tool } = call;
    if (tool.failed !== undefined) return toolResult(tool, tool.failed(failure, heardAt(door)));
    return failureResult(thrown, door.redact, watch?.requestId);
  }
}

/** How what a door answers is made for the ear, where it is. */
function heardAt({ voiceSet }: McpDoor): Pick<ToolCall, 'voice'> {
  return voiceSet === undefined ? {} : { voice: voiceSet.voice };
}

async function answerTo(
  call: Call,
  watch: CallWatch | undefined,
): Promise<CallToolResult | InputRequiredResult> {
  const { door, tool, ctx, codec } = call;
  requireScope(door.principal, tool.scope);
  if (tool.begin !== undefined && declaresTasks(ctx)) return await handOver(call, tool.begin, watch);
  const output = await runTool(call, watch);
  if (output instanceof NeedsPerson) return await askThroughResult(codec, tool.name, output, ctx);
  return toolResult(tool, output);
}

function watchOf({ door, tool, ctx }: Call): CallWatch | undefined {
  return door.watch?.({
    tool: tool.name,
    isReadOnly: tool.annotations.readOnlyHint,
    principal: door.principal,
    request: ctx.http?.req,
    connection: door.connection,
    meta: ctx.mcpReq._meta,
  });
}

async function verbsFor({ door }: Call, watch: CallWatch | undefined): Promise<Verbs> {
  const verbs = await door.verbs();
  return watch === undefined ? verbs : watch.verbs(verbs);
}

/** For a client that knows MCP Tasks: it polls, instead of a request being held open. */
async function handOver(
  call: Call,
  begin: NonNullable<Tool['begin']>,
  watch: CallWatch | undefined,
): Promise<CallToolResult> {
  const { principal, origin, redact } = call.door;
  const task = await begin(await verbsFor(call, watch), call.input, { principal, origin });
  return taskHandle(taskRecord(task, redact));
}

/** In the era of sessions a tool runs as often as it takes, while its call waits. */
async function runTool(called: Call, watch: CallWatch | undefined): Promise<unknown> {
  const { door, tool, input, ctx, era, unwritten, canAsk } = called;
  const { principal, origin, version } = door;
  const written = createWhenWritten({ ...door, unwritten }, ctx.mcpReq.id, ctx.mcpReq.signal);
  const serial = ctx.mcpReq._meta?.[SERIAL];
  const now = Date.now();
  const progress = createProgressReporter(ctx);
  // Before the bridge is awaited: a caller may cancel while it opens.
  const signal = cancellation(ctx, door);
  try {
    const verbs = await verbsFor(called, watch);
    const call = {
      principal,
      origin,
      now,
      version,
      signal,
      gone: ctx.mcpReq.signal,
      onProgress: progress.report,
      whenWritten: written.whenWritten,
      ...heardAt(door),
      ...(typeof serial === 'string' ? { serial } : {}),
    };
    for (let said = saidWith(ctx, tool.name); ;) {
      const person = canAsk || said !== undefined ? { person: said === undefined ? {} : { said } } : {};
      const output = await tool.run(verbs, input, { ...call, ...person });
      if (!(output instanceof NeedsPerson) || era === 'modern') {
        written.returned();
        return output;
      }
      said = await whileOpen(verbs, principal, output.about, (unneeded) =>
        askDirectly(output, ctx, signal, unneeded),
      );
    }
  } catch (thrown) {
    written.failed();
    throw thrown;
  } finally {
    progress.stop();
  }
}

/**
 * Aborts when the caller cancels. A connection that breaks is no cancellation: the answer is wanted later. Except in
 * the stateless era, whose only way to cancel is to close the response stream.
 */
function cancellation(ctx: ServerContext, door: McpDoor): StopSignal {
  const { signal } = ctx.mcpReq;
  const stateless = ctx.http !== undefined && ctx.mcpReq.envelope !== undefined;
  const cancelled = createStop();
  const onAbort = () => {
    if (door.closing() || (isDisconnect(signal.reason) && !stateless)) return;
    cancelled.stop();
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return cancelled.signal;
}

function isDisconnect(reason: unknown): boolean {
  return reason instanceof SdkError && reason.code === SdkErrorCode.ConnectionClosed;
}
