import type { CallToolResult } from '@modelcontextprotocol/client';
import { startProgram, type Environment, type Program } from './program.ts';

export interface StdioProgram extends Program {
  /** Calls openclaw_chat; the first call has id 2. */
  call(message: string, id?: number): void;
  callTool(name: string, args: object, id: number): void;
  /** Resolves with the result of the request. */
  reply(id: number): Promise<CallToolResult>;
}

/** A client that speaks the wire by hand, so that it can be as rude as it likes. */
export function startStdio(env: Environment): StdioProgram {
  const program = startProgram([], env);
  const send = (message: object) =>
    program.process.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const callTool = (name: string, args: object, id: number) => {
    send({ id, method: 'tools/call', params: { name, arguments: args } });
  };
  const clientInfo = { name: 'rude', version: '1' };
  send({
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo },
  });
  send({ method: 'notifications/initialized' });
  return {
    ...program,
    call: (message, id = 2) => callTool('openclaw_chat', { message }, id),
    callTool,
    async reply(id) {
      const [line] = await program.waitFor(new RegExp(`^.*"id":${id}\\b.*$`, 'm'));
      return (JSON.parse(line) as { result: CallToolResult }).result;
    },
  };
}
