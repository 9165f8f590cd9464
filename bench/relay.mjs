// Many browsers at one `clawbridge serve`, with one plugin behind them: what each weighs, how soon what the agent says is with
// the browser, and what a message costs on its way to the plugin.
import { createInterface } from 'node:readline';
import { buildProgram } from './engine.mjs';
import { freePort, listening, residentMb, start, startInstantGateway, stop, withHome } from './processes.mjs';
import { node20, programs } from './programs.mjs';
import { median, quantile } from './statistics.mjs';

const SETTLE_MS = 5_000;
const PER_SECOND = 200;

/** `kbEach`, `openedMs`, `fan` (median, p99, ms) at 200 messages a second, and `send` (median, p90, ms) to the plugin. */
export async function measureRelay(count, seconds, messages) {
  const program = await buildProgram('relay');
  return await withHome((home) => measure(program, { home, count, seconds, messages }));
}

async function measure(program, { home, count, seconds, messages }) {
  const gateway = await startInstantGateway();
  const browsers = start(node20, [program, home, String(count)], {});
  const lines = createInterface(browsers.stdout)[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value);
  const ask = async (line) => {
    browsers.stdin.write(`${line}\n`);
    return await next();
  };
  await next();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { CLAWBRIDGE_HOME: home, OPENCLAW_URL: gateway.url, CLAWBRIDGE_OUTLET: 'http' };
  const limits = ['--max-connections', String(2 * count + 100)];
  const bridge = start(node20, [...programs.clawbridge.http(port), ...limits], env);
  try {
    await listening(url);
    await settle();
    const empty = residentMb(bridge.pid);
    const openedMs = await ask(`open ${url}`);
    await settle();
    const kbEach = ((residentMb(bridge.pid) - empty) * 1024) / count;
    const fan = await ask(`fan ${PER_SECOND * seconds} ${PER_SECOND}`);
    const send = await ask(`send ${messages}`);
    return {
      kbEach,
      openedMs,
      fan: { median: median(fan), p99: quantile(fan, 0.99) },
      send: { median: median(send), p90: quantile(send, 0.9) },
    };
  } finally {
    await stop(bridge);
    await stop(browsers);
    await gateway.stop();
  }
}

function settle() {
  return new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
}
