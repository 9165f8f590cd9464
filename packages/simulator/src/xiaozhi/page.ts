const VERSION = '0.0.6';

/** What a server of one's own says of itself by HTTP; undefined if there is no such page. */
export function page({ pathname, searchParams }: URL, serverKey: string): object | undefined {
  if (pathname === '/mcp_endpoint/')
    return success({ message: 'MCP Endpoint Server', version: VERSION, status: 'running' });
  if (pathname !== '/mcp_endpoint/health') return undefined;
  // A wrong key is told with status 200 as well.
  if (searchParams.get('key') !== serverKey) return WRONG_KEY;
  return success({ status: 'success', message: 'ok' });
}

const WRONG_KEY = {
  result: null,
  error: { code: -32_004, message: '密钥验证失败', data: { details: '提供的密钥无效或缺失' } },
  id: null,
  jsonrpc: '2.0',
};

function success(result: object): object {
  return { result, error: null, id: null, jsonrpc: '2.0' };
}
