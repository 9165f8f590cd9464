/** A JSON-RPC error as an HTTP response, for what is refused before any server sees it. */
export function jsonRpcError(status: number, code: number, message: string): Response {
  return Response.json({ jsonrpc: '2.0', error: { code, message }, id: null }, { status });
}
