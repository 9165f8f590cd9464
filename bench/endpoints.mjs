// Many xiaozhi endpoints at one `clawbridge serve`: what they weigh, how they come back when all wires break at once, and what
// a question costs on its way through.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildProgram } from './engine.mjs';
import { residentMb, start, startInstantGateway, stop, withHome } from './processes.mjs';
import { node20, programs } from './programs.mjs';
import { median, quantile } from './statistics.mjs';

const SETTLE_MS = 5_000;

/** By kind of xiaozhi: `mb` with all endpoints and `mbAfter` the storm, `registeredMs`, `healedMs`, `mostPerSecond`, and `call` (median, p90, ms). */
export async function measureEndpoints(count, calls) {
  const program = await buildProgram('xiaozhi');
  const measured = {};
  for (const mode of ['cloud', 'selfhosted'])
    measured[mode] = await withHome((home) => measure(program, mode, { home, count, calls }));
  return measured;
}

async function measure(program, mode, { home, count, calls }) {
  const gateway = await startInstantGateway();
  const xiaozhi = start(node20, [program, mode, String(count)], {});
  const lines = createInterface(xiaozhi.stdout)[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value);
  const ask = async (line) => {
    xiaozhi.stdin.write(`${line}\n`);
    return await next();
  };
  const urls = await next();
  const xiaozhis = urls.map((url, i) => ({ name: `e${i}`, url, kind: mode }));
  writeFileSync(join(home, 'config.json5'), JSON.stringify({ xiaozhi: xiaozhis }), { mode: 0o600 });
  const bridge = start(node20, programs.clawbridge.http(0), {
    CLAWBRIDGE_HOME: home,
    OPENCLAW_URL: gateway.url,
    CLAWBRIDGE_OUTLET: 'http',
  });
  try {
    const registeredMs = await ask('registered');
    const took = await ask(`call ${calls}`);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const mb = residentMb(bridge.pid);
    const storm = await ask('drop');
    await new Promise((resolve) => setTimeout(resolve, 2 * SETTLE_MS));
    const mbAfter = residentMb(bridge.pid);
    return { mb, mbAfter, registeredMs, ...storm, call: { median: median(took), p90: quantile(took, 0.9) } };
  } finally {
    await stop(bridge);
    await stop(xiaozhi);
    await gateway.stop();
  }
}
