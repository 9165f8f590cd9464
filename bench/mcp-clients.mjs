import { Agent, request } from 'node:http';

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
};
const INITIALIZED = { jsonrpc: '2.0', method: 'notifications/initialized' };

/** Speaks MCP to a child on stdio with as little of its own as possible. */
export function stdioClient(child) {
  const waiting = new Map();
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (piece) => {
    const lines = (rest + piece).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      if (line === '') continue;
      const message = JSON.parse(line);
      waiting.get(message.id)?.(message);
      waiting.delete(message.id);
    }
  });
  let id = 1;
  const send = (message) => child.stdin.write(`${JSON.stringify(message)}\n`);
  const ask = (message) =>
    new Promise((resolve) => {
      waiting.set(message.id, resolve);
      send(message);
    });
  return {
    async initialize() {
      await ask(INITIALIZE);
    },
    initialized: () => send(INITIALIZED),
    call: (name, args) =>
      ask({ jsonrpc: '2.0', id: ++id, method: 'tools/call', params: { name, arguments: args } }),
  };
}

/** Speaks Streamable HTTP with a session, over kept-alive connections. */
export function httpClient(url, token) {
  const agent = new Agent({ keepAlive: true });
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  let session;
  let id = 1;
  const post = (message) =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify(message);
      const outgoing = request(
        `${url}/mcp`,
        {
          agent,
          method: 'POST',
          headers: { ...headers, ...session, 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (piece) => (text += piece));
          response.on('end', () => resolve({ text, headers: response.headers }));
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  return {
    async initialize() {
      const answer = await post(INITIALIZE);
      session = { 'mcp-session-id': answer.headers['mcp-session-id'], 'mcp-protocol-version': '2025-06-18' };
    },
    initialized: () => post(INITIALIZED),
    async call(name, args) {
      const { text } = await post({
        jsonrpc: '2.0',
        id: ++id,
        method: 'tools/call',
        params: { name, arguments: args },
      });
      const data = text.split('\n').findLast((line) => line.startsWith('data: {'));
      return JSON.parse(data === undefined ? text : data.slice(6));
    },
    close: () => agent.destroy(),
  };
}
