// What happens in the real OpenClaw gateway, until a client knows of it: clawbridge and `openclaw mcp serve` on stdio,
// beside a WebSocket client of a few lines. All listen to the same gateway at the same time. Ours stores every event, with
// the disk's word for it, before it tells; the peer keeps the last thousand in memory.
import { connectDirect } from './direct-client.mjs';
import { stdioClient } from './mcp-clients.mjs';
import { residentMb, start, stop, withHome } from './processes.mjs';
import { node20, node24, programs } from './programs.mjs';
import { withRealGateway } from './real-gateway.mjs';
import { median, quantile } from './statistics.mjs';

const CONVERSATIONS = 50;
const ROWS = 100;
const EVENTS = 200;
const WARM_UP = 5;

const BRIDGES = {
  clawbridge: (gateway, home) =>
    start(node20, programs['clawbridge mcp serve'].stdio, {
      CLAWBRIDGE_HOME: home,
      OPENCLAW_URL: gateway.httpUrl,
      OPENCLAW_GATEWAY_TOKEN: gateway.token,
    }),
  // It finds the gateway as it does for people: both have the same state folder.
  'openclaw mcp serve': ({ stateDir }) =>
    start(node24, programs['openclaw mcp serve'].stdio, {
      HOME: stateDir,
      OPENCLAW_HOME: stateDir,
      OPENCLAW_STATE_DIR: stateDir,
      OPENCLAW_CONFIG_PATH: `${stateDir}/openclaw.json`,
    }),
};

/**
 * By bridge: milliseconds after the direct client it hears of the `next` message of a conversation and of the `first` one
 * there (median, p90); milliseconds of `list` and `read` (medians); `bytes` of a poll of so many `events`; `mb` in the end.
 */
export async function measureHearing(rounds, calls) {
  return await withRealGateway({ testline: true }, (gateway) =>
    withHome((home) => measure(gateway, home, rounds, calls)),
  );
}

async function measure(gateway, home, rounds, calls) {
  const world = await openWorld(gateway);
  for (let i = 0; i < CONVERSATIONS; i++) await world.seed(i);
  const bridges = [];
  try {
    for (const [name, spawn] of Object.entries(BRIDGES))
      bridges.push(await connectBridge(name, spawn(gateway, home)));
    const next = await lateness(world, bridges, rounds, () => 0);
    const first = await lateness(world, bridges, CONVERSATIONS - WARM_UP - 1, (round) => round + WARM_UP + 1);
    const events = rounds + CONVERSATIONS + WARM_UP - 1;
    for (let i = 0; i < Math.max(ROWS - rounds, EVENTS - events); i++) await world.say(0, `row ${i}`);
    const asked = await ask(bridges, calls, world.sessionKey(0));
    return Object.fromEntries(
      bridges.map(({ name, child }) => [
        name,
        { next: next[name], first: first[name], ...asked[name], mb: residentMb(child.pid) },
      ]),
    );
  } finally {
    for (const { child } of bridges) await stop(child);
    world.close();
  }
}

/** Somebody who talks in the gateway, and the direct client that hears of it. */
async function openWorld(gateway) {
  const expected = new Map();
  const admin = await connectDirect(gateway, { scopes: ['operator.admin'] });
  const direct = await connectDirect(gateway, {
    caps: ['session-scoped-events'],
    hears({ event, payload }) {
      if (event === 'session.message') expected.get(textOf(payload.message))?.(performance.now());
    },
  });
  await direct.request('sessions.subscribe', {});
  const sessionKey = (i) => `agent:main:testline:direct:bench-${i}`;
  return {
    sessionKey,
    seed: (i) =>
      admin.request('testline.seed', {
        sessionKey: sessionKey(i),
        channel: 'testline',
        to: `ada-${i}`,
        displayName: `Chat with Ada ${i}`,
      }),
    say: (i, message) => admin.request('chat.inject', { sessionKey: sessionKey(i), message }),
    /** When the direct client knows of it. */
    hears: (text) => new Promise((resolve) => expected.set(text, resolve)),
    close() {
      admin.close();
      direct.close();
    },
  };
}

function textOf({ content }) {
  return typeof content === 'string' ? content : content[0].text;
}

/** Resolves when it has reached the gateway. */
async function connectBridge(name, child) {
  const client = stdioClient(child);
  await client.initialize();
  client.initialized();
  const call = async (tool, args) => {
    const message = await client.call(tool, args);
    if (message.result?.isError !== false && message.result?.isError !== undefined)
      throw new Error(`${name}, ${tool}: ${JSON.stringify(message.result.content)}`);
    return message;
  };
  await call('conversations_list', { limit: 1 });
  let cursor = 0;
  return {
    name,
    child,
    call,
    /** When its client knows of it. */
    async hears(text) {
      for (;;) {
        const { result } = await call('events_wait', { after_cursor: cursor, timeout_ms: 30_000 });
        const known = performance.now();
        const { event } = result.structuredContent;
        if (event === null) throw new Error(`${name} did not hear of "${text}"`);
        cursor = event.cursor;
        if (event.text === text) return known;
      }
    },
  };
}

/** In every round all wait for the same message. */
async function lateness(world, bridges, rounds, conversation) {
  const late = new Map(bridges.map(({ name }) => [name, []]));
  for (let round = -WARM_UP; round < rounds; round++) {
    const at = conversation(round);
    const text = `conversation ${at}, round ${round}: it will rain, as far as anybody can tell`;
    const direct = world.hears(text);
    const heard = bridges.map((bridge) => bridge.hears(text));
    // Until all wait, and the gateway has done with the last message.
    await new Promise((resolve) => setTimeout(resolve, 200));
    await world.say(at, text);
    const [known, ...times] = await Promise.all([direct, ...heard]);
    if (round >= 0) bridges.forEach(({ name }, i) => late.get(name).push(times[i] - known));
  }
  return Object.fromEntries(
    [...late].map(([name, all]) => [name, { median: median(all), p90: quantile(all, 0.9) }]),
  );
}

async function ask(bridges, calls, sessionKey) {
  const list = await inTurns(bridges, calls, 'conversations_list', { limit: CONVERSATIONS });
  const read = await inTurns(bridges, calls, 'messages_read', { session_key: sessionKey, limit: 50 });
  const asked = {};
  for (const { name, call } of bridges) {
    const message = await call('events_poll', { after_cursor: 0, limit: EVENTS });
    asked[name] = {
      list: list.get(name),
      read: read.get(name),
      events: message.result.structuredContent.events.length,
      bytes: Buffer.byteLength(JSON.stringify(message)),
    };
  }
  return asked;
}

/** Milliseconds by bridge, medians. */
async function inTurns(bridges, calls, tool, args) {
  const times = new Map(bridges.map(({ name }) => [name, []]));
  for (let i = -WARM_UP; i < calls; i++) {
    for (const { name, call } of bridges) {
      const begun = performance.now();
      const { result } = await call(tool, args);
      if (i >= 0) times.get(name).push(performance.now() - begun);
      const [found] = Object.values(result.structuredContent);
      if (found.length !== 50) throw new Error(`${name}, ${tool}: ${found.length} instead of 50`);
    }
  }
  return new Map([...times].map(([name, all]) => [name, median(all)]));
}
