// Background tasks through an HTTP server: a thousand to an instant gateway, a hundred to one that takes 100 ms. Ours
// stores each with the disk's word for it, twice; the peer keeps them in memory, a thousand at most.
import { httpClient } from './mcp-clients.mjs';
import { freePort, listening, residentMb, start, startInstantGateway, stop, withHome } from './processes.mjs';
import { node20, programs } from './programs.mjs';
import { median } from './statistics.mjs';

const CALLERS = 64;
const PEERS = ['clawbridge', 'openclaw-mcp'];

/** Seconds from the first call to the last answer, by program; medians over the rounds. */
export async function measureTasks(rounds) {
  const thousand = await inTurns(rounds, PEERS, {}, 1_000);
  const slow = await inTurns(rounds, PEERS, { DELAY_MS: '100' }, 100);
  return { thousand, slow };
}

async function inTurns(rounds, names, behaviour, count) {
  const seconds = new Map(names.map((name) => [name, []]));
  const gateway = await startInstantGateway(behaviour);
  for (let round = 0; round < rounds; round++)
    for (const name of names)
      seconds.get(name).push(await withServer(name, gateway.url, ({ client }) => runAll(client, count)));
  await gateway.stop();
  return Object.fromEntries([...seconds].map(([name, all]) => [name, median(all)]));
}

async function runAll(client, count) {
  const begun = performance.now();
  await queue(client, count);
  while ((await completed(client)) < count) await new Promise((resolve) => setTimeout(resolve, 10));
  return (performance.now() - begun) / 1000;
}

async function queue(client, count) {
  let left = count;
  const caller = async () => {
    while (left-- > 0) {
      const { result } = await client.call('openclaw_chat_async', { message: 'ping' });
      if (result?.isError !== undefined) throw new Error(JSON.stringify(result));
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
}

/** Asked for one finished task only: the list is not what is measured. */
async function completed(client) {
  const { result } = await client.call('openclaw_task_list', { status: 'completed', session_id: 'none' });
  return JSON.parse(result.content[0].text).stats.byStatus.completed;
}

/** MB of `serve`: idle, with 10,000 tasks queued, and after sixty answers of 9 MB. */
export async function measureWeight() {
  const busy = await startInstantGateway({ DELAY_MS: '600000' });
  const queued = await withServer('clawbridge', busy.url, async ({ client, child }) => {
    const idle = residentMb(child.pid);
    await queue(client, 10_000);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    return { idle, queued: residentMb(child.pid) };
  });
  await busy.stop();
  const heavy = await startInstantGateway({ CHARS: '9000000' });
  const answered = await withServer('clawbridge', heavy.url, async ({ client, child }) => {
    const sizes = [];
    for (let i = 0; i < 6; i++) {
      await queue(client, 10);
      while ((await completed(client)) < (i + 1) * 10)
        await new Promise((resolve) => setTimeout(resolve, 50));
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      sizes.push(residentMb(child.pid));
    }
    return { afterTen: sizes[0], afterSixty: sizes.at(-1) };
  });
  await heavy.stop();
  return { ...queued, ...answered };
}

async function withServer(name, gatewayUrl, use) {
  return await withHome(async (home) => {
    const port = await freePort();
    const child = start(node20, programs[name].http(port), {
      CLAWBRIDGE_HOME: home,
      OPENCLAW_URL: gatewayUrl,
      OPENCLAW_GATEWAY_TOKEN: 'bench-token',
      CLAWBRIDGE_OUTLET: 'http',
    });
    await listening(`http://127.0.0.1:${port}`);
    const client = httpClient(`http://127.0.0.1:${port}`);
    await client.initialize();
    await client.initialized();
    try {
      return await use({ client, child });
    } finally {
      client.close();
      await stop(child);
    }
  });
}
