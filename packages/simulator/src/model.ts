import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseScript, type Step } from './script.ts';

/** A running mock of an OpenAI-compatible model provider. */
export interface Model {
  /** Base address to configure in the gateway, ending in `/v1`. */
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

interface ModelRequest {
  readonly messages: readonly ModelMessage[];
}

interface ModelMessage {
  readonly role: string;
  readonly content: string | readonly { readonly text?: string }[] | null;
}

/** Starts a provider on a free port that follows the script language: `POST /v1/chat/completions`, always streamed. */
export async function startModel(): Promise<Model> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, port, stop: () => stopServer(server) };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { messages } = (await json(request)) as ModelRequest;
  const { text, toolsRun } = lastTurn(messages);
  await follow(stepsAfter(parseScript(text), toolsRun), response);
}

/** The user's newest words, and how many tools the agent has used since. */
function lastTurn(messages: readonly ModelMessage[]): { text: string; toolsRun: number } {
  const at = messages.findLastIndex(
    (message) => message.role === 'user' && !isFromGateway(userWords(message)),
  );
  const asked = messages[at];
  const toolsRun = messages.slice(at + 1).filter((message) => message.role === 'tool').length;
  return { text: asked === undefined ? '' : userWords(asked), toolsRun };
}

/** OpenClaw adds user messages of its own: context at the end, a nudge after silence, a word after a crash. */
function isFromGateway(words: string): boolean {
  return FROM_GATEWAY.some((opening) => words.startsWith(opening));
}

const RESUMED = '[System] Your previous turn was interrupted by a gateway restart';

const FROM_GATEWAY = [
  '<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>',
  'The previous attempt did not produce a user-visible answer.',
  RESUMED,
];

/**
 * What the user said: OpenClaw puts the time before it and the session behind it, over a channel also who he is, after a
 * crash wraps what was asked before into its request to go on, and after a stopped turn puts what that turn was asked before
 * it.
 */
function userWords(message: ModelMessage): string {
  const withoutTime = textOf(message).replace(/^\[[A-Z][a-z]{2} \d{4}-\d\d-\d\d [^\]]*\] /, '');
  const withoutSender = withoutTime.replace(/^(?:[^\n]*⟦openclaw:ctx⟧\n```json\n.*?\n```\n+)+/s, '');
  const words = (withoutSender.split('\n\nRuntime: ')[0] ?? '').split(`\n\n${RESUMED}`)[0] ?? '';
  const [preserved, earlier = '', active] =
    /^\[Queued user message from [^\]]*\]\n(.*?)(?:\n\n(.*))?$/s.exec(words) ?? [];
  return preserved === undefined ? words : (active ?? earlier);
}

function textOf(message: ModelMessage): string {
  const { content } = message;
  return typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join('');
}

/** The gateway asks again after every tool call: what was done before is skipped. */
function stepsAfter(steps: readonly Step[], toolsRun: number): readonly Step[] {
  let rest = steps;
  for (let i = 0; i < toolsRun; i += 1) rest = rest.slice(rest.findIndex((step) => step.kind === 'exec') + 1);
  return rest;
}

async function follow(steps: readonly Step[], response: ServerResponse): Promise<void> {
  const first = steps[0];
  if (first?.kind === 'refuse') return refuse(response, first.reason);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  send(response, { choices: [{ index: 0, delta: { role: 'assistant' } }] });
  for (const step of steps) {
    if (response.destroyed || step.kind === 'hang') return;
    if (step.kind === 'exec') return callExec(response, step.command);
    if (step.kind === 'wait') await sleep(step.ms);
    if (step.kind === 'say') send(response, { choices: [{ index: 0, delta: { content: step.text } }] });
  }
  finish(response, 'stop');
}

function refuse(response: ServerResponse, message: string): void {
  response.writeHead(400, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { message, type: 'invalid_request_error' } }));
}

function callExec(response: ServerResponse, command: string): void {
  const call = {
    index: 0,
    id: `call_${Date.now().toString(36)}`,
    type: 'function',
    function: { name: 'exec', arguments: JSON.stringify({ command }) },
  };
  send(response, { choices: [{ index: 0, delta: { tool_calls: [call] } }] });
  finish(response, 'tool_calls');
}

function finish(response: ServerResponse, reason: 'stop' | 'tool_calls'): void {
  send(response, { choices: [{ index: 0, delta: {}, finish_reason: reason }] });
  send(response, { choices: [], usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } });
  response.end('data: [DONE]\n\n');
}

function send(response: ServerResponse, part: Readonly<Record<string, unknown>>): void {
  const chunk = { id: 'chatcmpl-mock', object: 'chat.completion.chunk', model: 'echo', ...part };
  response.write(`data: ${JSON.stringify(chunk)}\n\n`);
}

async function stopServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
