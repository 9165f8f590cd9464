// One echo turn through the real OpenClaw gateway with a model that answers at once: a WebSocket client of a few lines,
// and openclaw_chat through clawbridge on stdio. In turn, so that the gateway's moods meet them alike.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import WebSocket from 'ws';
import { stdioClient } from './mcp-clients.mjs';
import { start, stop, withHome } from './processes.mjs';
import { node20, programs } from './programs.mjs';
import { median, quantile } from './statistics.mjs';

/** Milliseconds by contender: median and p90 over the rounds. */
export async function measureTurn(rounds) {
  const { startRealGateway } = await loadRealGateway();
  const gateway = await startRealGateway();
  try {
    return await withHome((home) => compare(gateway, home, rounds));
  } finally {
    await gateway.stop();
  }
}

async function compare(gateway, home, rounds) {
  const direct = await connect(gateway);
  const env = { CLAWBRIDGE_HOME: home, OPENCLAW_URL: gateway.httpUrl, OPENCLAW_GATEWAY_TOKEN: gateway.token };
  const child = start(node20, programs.clawbridge.stdio, env);
  const client = stdioClient(child);
  await client.initialize();
  client.initialized();
  const contenders = {
    'direct, agent to its answer': (text) => direct.agent(text, 'bench:agent'),
    'direct, chat.send to final event': (text) => direct.chatSend(text, 'bench:chat'),
    'clawbridge, openclaw_chat': async (text) => {
      const { result } = await client.call('openclaw_chat', { message: text, session_id: 'bench:bridge' });
      return result.content[0].text;
    },
  };
  const times = new Map(Object.keys(contenders).map((name) => [name, []]));
  for (let round = -5; round < rounds; round++) {
    for (const [name, ask] of Object.entries(contenders)) {
      const begun = performance.now();
      const answer = await ask(`turn ${round}`);
      if (answer !== `ECHO: turn ${round}`) throw new Error(`${name} answered ${answer}`);
      if (round >= 0) times.get(name).push(performance.now() - begun);
      // The gateway goes on for a while after its final event; the next contender must not pay for that.
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
  direct.close();
  await stop(child);
  return Object.fromEntries(
    [...times].map(([name, all]) => [name, { median: median(all), p90: quantile(all, 0.9) }]),
  );
}

/** The least a program has to do to get an answer. */
async function connect({ wsUrl, token }) {
  const socket = new WebSocket(wsUrl);
  const waiting = new Map();
  const finals = new Map();
  let count = 0;
  await new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data) => {
      const frame = JSON.parse(data);
      if (frame.event === 'connect.challenge') socket.send(JSON.stringify(hello(token)));
      else if (frame.id === 'hello' && frame.ok) resolve();
      else if (frame.id === 'hello') reject(new Error(JSON.stringify(frame.error)));
      else if (frame.type === 'res') waiting.get(frame.id)?.(frame);
      else if (frame.event === 'chat' && frame.payload.state === 'final')
        finals.get(frame.payload.runId)?.(frame.payload);
    });
  });
  const send = (method, params) => {
    const id = String(++count);
    socket.send(JSON.stringify({ type: 'req', id, method, params }));
    return id;
  };
  return {
    agent: (message, sessionKey) =>
      new Promise((resolve) => {
        const id = send('agent', { message, sessionKey, idempotencyKey: `bench-${count}` });
        waiting.set(id, ({ payload }) => payload.status === 'ok' && resolve(payload.result.payloads[0].text));
      }),
    chatSend: (message, sessionKey) =>
      new Promise((resolve) => {
        const idempotencyKey = `bench-chat-${count}`;
        finals.set(idempotencyKey, (payload) => resolve(payload.message.content[0].text));
        send('chat.send', { message, sessionKey, idempotencyKey });
      }),
    close: () => socket.close(),
  };
}

function hello(token) {
  return {
    type: 'req',
    id: 'hello',
    method: 'connect',
    params: {
      minProtocol: 4,
      maxProtocol: 4,
      client: { id: 'gateway-client', version: '0.0.1', platform: 'linux', mode: 'backend' },
      role: 'operator',
      scopes: ['operator.read', 'operator.write'],
      caps: [],
      auth: { token },
      userAgent: 'bench/1',
    },
  };
}

/** The tests know how to boot the gateway, in TypeScript, which Node 20 does not run. */
async function loadRealGateway() {
  const folder = new URL('../test/real/', import.meta.url);
  const outfile = fileURLToPath(new URL('.real-gateway.mjs', folder));
  try {
    await build({
      entryPoints: [fileURLToPath(new URL('real-gateway.ts', folder))],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['ws'],
    });
    return await import(outfile);
  } finally {
    rmSync(outfile, { force: true });
  }
}
