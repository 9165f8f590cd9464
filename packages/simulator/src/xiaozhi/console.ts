import { once } from 'node:events';
import { WebSocket } from 'ws';
import { parseObject, PROTOCOL, type Wire } from './json-rpc.ts';
import { readTools, type XiaozhiTool } from './tool.ts';

const MAX_PAYLOAD = 1_048_576;

/**
 * Reads the tools of an agent as the web console of a server of one's own does: waits for each answer, and asks for the
 * list with `"params":null`. Errors: an Error if there is no tool side.
 */
export async function readToolsAsConsole(callUrl: string): Promise<readonly XiaozhiTool[]> {
  const socket = new WebSocket(callUrl, { perMessageDeflate: false, maxPayload: MAX_PAYLOAD });
  try {
    await once(socket, 'open');
    const clientInfo = { name: 'xz-mcp-broker', version: '0.0.1' };
    const capabilities = { roots: { listChanged: false }, sampling: {} };
    const params = { protocolVersion: PROTOCOL, capabilities, clientInfo };
    await ask(socket, { id: 1, jsonrpc: '2.0', method: 'initialize', params });
    socket.send(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized', params: null }));
    return readTools(await ask(socket, { id: 2, jsonrpc: '2.0', method: 'tools/list', params: null })).tools;
  } finally {
    socket.close();
  }
}

async function ask(socket: WebSocket, request: Wire): Promise<unknown> {
  const heard = Promise.race([once(socket, 'message'), once(socket, 'close')]);
  socket.send(JSON.stringify(request));
  const [data] = (await heard) as [Buffer | number];
  const { result, error } = parseObject(data.toString()) ?? {};
  if (error !== undefined && error !== null) throw new Error(JSON.stringify(error));
  return result;
}
