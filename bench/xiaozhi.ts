// A xiaozhi with many endpoints, as a process of its own, so that it does not count as ours. It prints where its endpoints are;
// then each line on its stdin is something to do, and each line it prints what came of it:
// `registered` milliseconds until all of them are · `drop` cuts all wires at once: {healedMs, mostPerSecond} ·
// `call N` one question after the other at one endpoint: the milliseconds of each.
import { createInterface } from 'node:readline';
import { startXiaozhi, type XiaozhiMode } from '../packages/simulator/src/index.ts';

const [mode = 'cloud', count = '1'] = process.argv.slice(2);
const all = Number(count);
const xiaozhi = await startXiaozhi({ mode: mode as XiaozhiMode, callTimeoutMs: 30_000 });
const endpoints = Array.from({ length: all }, (_, i) => xiaozhi.endpoint(i + 1));
print(endpoints.map(({ url }) => url));

for await (const line of createInterface(process.stdin)) {
  const [verb, number] = line.split(' ');
  if (verb === 'registered') print(await registered());
  if (verb === 'drop') print(await drop());
  if (verb === 'call') print(await call(Number(number)));
}

/** Everywhere somebody has begun a session: in the cloud the broker has, elsewhere a device does. */
async function registered(): Promise<number> {
  const begun = performance.now();
  await xiaozhi.waitForRegistered(all);
  const ms = performance.now() - begun;
  for (const endpoint of endpoints) (await endpoint.device()).close();
  return ms;
}

async function drop(): Promise<{ readonly healedMs: number; readonly mostPerSecond: number }> {
  const begun = performance.now();
  const comes: number[] = [];
  xiaozhi.drop();
  const looking = setInterval(() => comes.push(xiaozhi.registered().length), 100);
  await xiaozhi.waitForRegistered(all);
  clearInterval(looking);
  const grown = comes.map((now, i) => now - (comes[i - 10] ?? 0));
  return { healedMs: performance.now() - begun, mostPerSecond: Math.max(0, ...grown) };
}

async function call(times: number): Promise<readonly number[]> {
  const device = await endpoints[0]!.device();
  const took: number[] = [];
  for (let i = 0; i < times; i++) {
    const begun = performance.now();
    const { outcome, text } = await device.call('ask_jarvis', { question: `question ${i}` });
    if (outcome !== 'told' || !text.includes('pong')) throw new Error(`${outcome}: ${text}`);
    took.push(performance.now() - begun);
  }
  device.close();
  return took;
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
