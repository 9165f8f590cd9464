// One echo turn through the real OpenClaw gateway with a model that answers at once: a WebSocket client of a few lines,
// and openclaw_chat through clawbridge on stdio. In turn, so that the gateway's moods meet them alike.
import { connectDirect } from './direct-client.mjs';
import { stdioClient } from './mcp-clients.mjs';
import { start, stop, withHome } from './processes.mjs';
import { node20, programs } from './programs.mjs';
import { withRealGateway } from './real-gateway.mjs';
import { median, quantile } from './statistics.mjs';

/** Milliseconds by contender: median and p90 over the rounds. */
export async function measureTurn(rounds) {
  return await withRealGateway({}, (gateway) => withHome((home) => compare(gateway, home, rounds)));
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

async function connect(gateway) {
  const finals = new Map();
  const hears = ({ event, payload }) => {
    if (event === 'chat' && payload.state === 'final') finals.get(payload.runId)?.(payload);
  };
  const { send, close } = await connectDirect(gateway, { hears });
  let count = 0;
  return {
    agent: (message, sessionKey) =>
      new Promise((resolve) => {
        const params = { message, sessionKey, idempotencyKey: `bench-${++count}` };
        send('agent', params, ({ payload }) => {
          if (payload.status === 'ok') resolve(payload.result.payloads[0].text);
        });
      }),
    chatSend: (message, sessionKey) =>
      new Promise((resolve) => {
        const idempotencyKey = `bench-chat-${++count}`;
        finals.set(idempotencyKey, (payload) => resolve(payload.message.content[0].text));
        send('chat.send', { message, sessionKey, idempotencyKey });
      }),
    close,
  };
}
