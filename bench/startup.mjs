// Spawn to the answer of `initialize`, all programs in turn, so that the machine's moods meet them alike.
import { programs } from './programs.mjs';
import { start, stop, withHome } from './processes.mjs';
import { stdioClient } from './mcp-clients.mjs';
import { median } from './statistics.mjs';

/** Milliseconds by program, medians and minima. The first two rounds are not counted: they fill caches. */
export async function measureStartup(node, names, rounds) {
  const times = new Map(names.map((name) => [name, []]));
  await withHome(async (home) => {
    const env = { CLAWBRIDGE_HOME: home, OPENCLAW_URL: 'http://127.0.0.1:9', OPENCLAW_STATE_DIR: home };
    for (let round = -2; round < rounds; round++) {
      for (const name of names) {
        const begun = performance.now();
        const child = start(node, programs[name].stdio, env);
        await stdioClient(child).initialize();
        if (round >= 0) times.get(name).push(performance.now() - begun);
        // Our code cache is written a second after the first start.
        if (round === -2) await new Promise((resolve) => setTimeout(resolve, 1_500));
        await stop(child);
      }
    }
  });
  return Object.fromEntries(
    [...times].map(([name, all]) => [name, { median: median(all), min: Math.min(...all) }]),
  );
}
