import { once } from 'node:events';
import { WebSocket } from 'ws';
import { parseObject, PROTOCOL, type Wire } from './json-rpc.ts';

/** The other bridge: a plain tool side with one tool, `echo`. */
export interface ToolSide {
  readonly socket: WebSocket;
  /** How it was closed, if it was. */
  readonly closed: Promise<readonly [number, string]>;
  leave(): void;
}

/** Connects a tool side that answers what it is asked. Errors: whatever the socket says. */
export async function connectToolSide(url: string): Promise<ToolSide> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const closed = new Promise<readonly [number, string]>((resolve) => {
    socket.on('close', (code, reason) => resolve([code, reason.toString()]));
  });
  socket.on('message', (data) => {
    const answer = answerTo(parseObject((data as Buffer).toString()));
    if (answer !== undefined) socket.send(JSON.stringify(answer));
  });
  await once(socket, 'open');
  // From here on errors of the wire end in `close`.
  socket.on('error', () => {});
  return { socket, closed, leave: () => socket.terminate() };
}

/** What this tool side answers; nothing to a notification. */
export function answerTo(frame: Wire | undefined): Wire | undefined {
  const { id, method } = frame ?? {};
  if (id === undefined || typeof method !== 'string') return undefined;
  const result = RESULTS[method]?.(frame?.['params']);
  if (result === undefined)
    return { jsonrpc: '2.0', id, error: { code: -32_601, message: 'Method not found' } };
  return { jsonrpc: '2.0', id, result };
}

const ECHO = {
  name: 'echo',
  description: 'Says what it hears',
  inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
};

const RESULTS: Readonly<Record<string, (params: unknown) => Wire>> = {
  initialize: () => ({
    protocolVersion: PROTOCOL,
    capabilities: { tools: {} },
    serverInfo: { name: 'tool-side', version: '0.0.1' },
  }),
  ping: () => ({}),
  'tools/list': () => ({ tools: [ECHO] }),
  'tools/call': (params) => ({ content: [{ type: 'text', text: JSON.stringify(params) }] }),
};
