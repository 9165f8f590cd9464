import WebSocket from 'ws';

/** The least a program has to do to speak with a gateway. `hears` gets every event as it comes. */
export async function connectDirect(
  { wsUrl, token },
  { scopes = ['operator.read', 'operator.write'], caps = [], hears = () => {} } = {},
) {
  const socket = new WebSocket(wsUrl);
  const waiting = new Map();
  let count = 0;
  await new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data) => {
      const frame = JSON.parse(data);
      if (frame.event === 'connect.challenge') socket.send(JSON.stringify(hello(token, scopes, caps)));
      else if (frame.id === 'hello' && frame.ok) resolve();
      else if (frame.id === 'hello') reject(new Error(JSON.stringify(frame.error)));
      else if (frame.type === 'res') waiting.get(frame.id)?.(frame);
      else hears(frame);
    });
  });
  const send = (method, params, answered) => {
    const id = String(++count);
    if (answered) waiting.set(id, answered);
    socket.send(JSON.stringify({ type: 'req', id, method, params }));
  };
  return {
    /** `answered` gets every response: some requests have two. */
    send,
    request: (method, params) =>
      new Promise((resolve, reject) => {
        send(method, params, ({ ok, payload, error }) =>
          ok ? resolve(payload) : reject(new Error(`${method}: ${JSON.stringify(error)}`)),
        );
      }),
    close: () => socket.close(),
  };
}

function hello(token, scopes, caps) {
  return {
    type: 'req',
    id: 'hello',
    method: 'connect',
    params: {
      minProtocol: 4,
      maxProtocol: 4,
      client: { id: 'gateway-client', version: '0.0.1', platform: 'linux', mode: 'backend' },
      role: 'operator',
      scopes,
      caps,
      auth: { token },
      userAgent: 'bench/1',
    },
  };
}
