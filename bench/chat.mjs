// Sync chat through the HTTP outlet to an instant gateway, 64 calls at a time: CPU of the server per call, calls per
// second. Ours stores every call twice (accepted, settled) with the disk's word for it; the peer keeps nothing.
import { spawnSync } from 'node:child_process';
import { httpClient, stdioClient } from './mcp-clients.mjs';
import { cpuMs, freePort, listening, start, startInstantGateway, stop, withHome } from './processes.mjs';
import { node20, programs } from './programs.mjs';
import { median } from './statistics.mjs';

const AT_A_TIME = 64;
const WARM_UP = 600;

/**
 * clawbridge lets 16 runs of an instance through at a time unless told otherwise, the peer all it gets: so it is
 * measured as it comes, and with as many.
 */
const CHAT_CONTENDERS = {
  clawbridge: { program: 'clawbridge', env: {} },
  'clawbridge, --max-concurrent 64': { program: 'clawbridge', env: { CLAWBRIDGE_MAX_CONCURRENT: '64' } },
  // Each call is let in by a token that is looked up, counted, and written down as somebody's deed.
  'clawbridge, --auth': {
    program: 'clawbridge',
    door: 'http',
    env: { AUTH_ENABLED: 'true', CLAWBRIDGE_AUTH_MODE: 'token', CLAWBRIDGE_RATE_LIMIT: '1000000' },
  },
  'openclaw-mcp': { program: 'openclaw-mcp', env: {} },
};

/** By contender: CPU milliseconds per call and calls per second, medians over the rounds. */
export async function measureChat(door, rounds, calls) {
  const names = Object.keys(CHAT_CONTENDERS).filter((name) => (CHAT_CONTENDERS[name].door ?? door) === door);
  const seen = new Map(names.map((name) => [name, { cpu: [], rate: [] }]));
  const gateway = await startInstantGateway();
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const { cpu, rate } = await withHome((home) => once(door, name, gateway.url, home, calls));
      seen.get(name).cpu.push(cpu);
      seen.get(name).rate.push(rate);
    }
  }
  await gateway.stop();
  return Object.fromEntries(
    [...seen].map(([name, { cpu, rate }]) => [name, { cpu: median(cpu), rate: median(rate) }]),
  );
}

async function once(door, name, url, home, calls) {
  const port = await freePort();
  const { program, env: extra } = CHAT_CONTENDERS[name];
  const args = door === 'stdio' ? programs[program].stdio : programs[program].http(port);
  const env = {
    CLAWBRIDGE_HOME: home,
    OPENCLAW_URL: url,
    OPENCLAW_GATEWAY_TOKEN: 'bench-token',
    CLAWBRIDGE_OUTLET: 'http',
    ...extra,
  };
  const token = extra.AUTH_ENABLED === undefined ? undefined : makeToken(env);
  const child = start(node20, args, env);
  if (door === 'http') await listening(`http://127.0.0.1:${port}`);
  const client = door === 'stdio' ? stdioClient(child) : httpClient(`http://127.0.0.1:${port}`, token);
  await client.initialize();
  await client.initialized();
  await callMany(client, WARM_UP);
  const cpuBefore = cpuMs(child.pid);
  const begun = performance.now();
  await callMany(client, calls);
  const seconds = (performance.now() - begun) / 1000;
  const cpu = (cpuMs(child.pid) - cpuBefore) / calls;
  client.close?.();
  await stop(child);
  return { cpu, rate: calls / seconds };
}

function makeToken(env) {
  const args = [...programs.clawbridge.cli, 'token', 'create', 'bench', '--json'];
  const { stdout } = spawnSync(node20, args, { env, encoding: 'utf8' });
  return JSON.parse(stdout).token;
}

async function callMany(client, count) {
  let left = count;
  const caller = async () => {
    while (left-- > 0) {
      const { result } = await client.call('openclaw_chat', { message: 'ping' });
      if (result?.content?.[0]?.text !== 'pong') throw new Error(`wrong answer: ${JSON.stringify(result)}`);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, caller));
}
