// Resident memory of an idle stdio server, two seconds after `initialized`.
import { programs } from './programs.mjs';
import { residentMb, start, stop, withHome } from './processes.mjs';
import { stdioClient } from './mcp-clients.mjs';
import { median } from './statistics.mjs';

/** MB by program, medians. */
export async function measureMemory(node, names, rounds) {
  const sizes = new Map(names.map((name) => [name, []]));
  await withHome(async (home) => {
    const env = { CLAWBRIDGE_HOME: home, OPENCLAW_URL: 'http://127.0.0.1:9' };
    for (let round = -1; round < rounds; round++) {
      for (const name of names) {
        const child = start(node, programs[name].stdio, env);
        const client = stdioClient(child);
        await client.initialize();
        client.initialized();
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        if (round >= 0) sizes.get(name).push(residentMb(child.pid));
        await stop(child);
      }
    }
  });
  return Object.fromEntries([...sizes].map(([name, all]) => [name, median(all)]));
}
