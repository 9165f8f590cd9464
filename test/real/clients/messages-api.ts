import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Anthropic's Messages API, with a model behind it that calls one tool and then repeats what it was told. */
export interface MessagesApi {
  readonly url: string;
  stop(): Promise<void>;
}

export interface ToolCall {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

type Block = { type: 'text'; text: string } | ({ type: 'tool_use'; id: string } & ToolCall);

/** What we look at of a request. */
interface Turn {
  readonly model: string;
  readonly tools?: readonly { readonly name: string }[];
  readonly messages: readonly { readonly content: string | readonly { readonly type: string }[] }[];
}

export async function startMessagesApi(call: ToolCall): Promise<MessagesApi> {
  const server = createServer((request, response) => {
    respond(request, call).then(
      (body) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(body),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function respond(request: IncomingMessage, call: ToolCall): Promise<string> {
  const body = await text(request);
  if (!request.url?.startsWith('/v1/messages')) return '';
  const turn = JSON.parse(body) as Turn;
  return stream(turn.model, answerTo(turn, call));
}

function answerTo({ tools = [], messages }: Turn, call: ToolCall): Block {
  const content = messages.at(-1)?.content ?? '';
  const result = typeof content === 'string' ? undefined : content.find(({ type }) => type === 'tool_result');
  if (result !== undefined) return { type: 'text', text: `The tool said ${JSON.stringify(result)}` };
  if (tools.some(({ name }) => name === call.name)) return { type: 'tool_use', id: 'toolu_1', ...call };
  return { type: 'text', text: `There is no tool ${call.name}` };
}

/** A whole answer, in the events it is told in. */
function stream(model: string, block: Block): string {
  const usage = { input_tokens: 1, output_tokens: 1 };
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model, content: [], usage };
  const isText = block.type === 'text';
  return [
    event('message_start', { message: { ...message, stop_reason: null, stop_sequence: null } }),
    event('content_block_start', {
      index: 0,
      content_block: isText ? { type: 'text', text: '' } : { ...block, input: {} },
    }),
    event('content_block_delta', {
      index: 0,
      delta: isText
        ? { type: 'text_delta', text: block.text }
        : { type: 'input_json_delta', partial_json: JSON.stringify(block.input) },
    }),
    event('content_block_stop', { index: 0 }),
    event('message_delta', {
      delta: { stop_reason: isText ? 'end_turn' : 'tool_use', stop_sequence: null },
      usage,
    }),
    event('message_stop', {}),
  ].join('');
}

function event(type: string, rest: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`;
}
