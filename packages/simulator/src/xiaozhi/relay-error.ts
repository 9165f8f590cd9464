import type { Wire } from './json-rpc.ts';

/** Told a device when its agent has no tool side, even if it asked for nothing. */
export function notConnected(agentId: string, id: unknown): Wire {
  return answer(-32_001, '工具端未连接', agentId, '请求的工具端连接不存在或已断开', id);
}

export function forwardFailed(agentId: string, id: unknown): Wire {
  return answer(-32_002, '转发消息失败', agentId, '无法将消息转发到工具端', id);
}

function answer(code: number, message: string, agentId: string, details: string, id: unknown): Wire {
  return { result: null, error: { code, message, data: { agent_id: agentId, details } }, id, jsonrpc: '2.0' };
}
