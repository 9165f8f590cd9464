// One worker process of the task engine: the real store, the real worker, and a gateway that answers at once. Started by
// engine.mjs, which says how many tasks to ask for; tells how many have ended here.
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { anInstance } from '../packages/bridge/src/domain/instance.fixture.ts';
import type { Clock } from '../packages/bridge/src/domain/port/clock.ts';
import { OWNER } from '../packages/bridge/src/domain/principal.ts';
import { timeOrderedId } from '../packages/bridge/src/domain/time-ordered-id.ts';
import { openStore } from '../packages/bridge/src/store/open-store.ts';
import { createAsk } from '../packages/bridge/src/usecases/ask.ts';
import { createBackground } from '../packages/bridge/src/usecases/background.ts';
import { createCancelTask } from '../packages/bridge/src/usecases/cancel-task.ts';
import { createWorker } from '../packages/bridge/src/usecases/run-tasks.ts';
import { createTaskFeed } from '../packages/bridge/src/usecases/task-feed.ts';
import { createWaitForTask } from '../packages/bridge/src/usecases/wait-for-task.ts';

const [home = '', databaseUrl] = process.argv.slice(2);

const quiet = () => {};
const log = { debug: quiet, info: quiet, warn: console.error, error: console.error };
const clock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms).unref();
    return () => clearTimeout(timer);
  },
};
const instances = [anInstance({ maxConcurrent: 16 })];
const background = createBackground(log);
const answer = async () => ({ text: 'pong' });
const { tasks: store } = await openStore({ home, databaseUrl });
const feed = createTaskFeed();
const worker = createWorker({
  instances,
  store,
  runner: { run: answer, rejoin: answer },
  feed,
  clock,
  chance: Math.random,
  background,
  log,
  workerId: `${process.pid}`,
});
const waitForTask = createWaitForTask({ store, feed, clock });
const ask = createAsk({
  instances,
  store,
  worker,
  notifier: { check: quiet },
  alwaysNotify: [],
  waitForTask,
  cancelTask: createCancelTask({ store, worker, feed, waitForTask, clock }),
  background,
  clock,
  newId: () => timeOrderedId(clock.now(), randomUUID()),
});

let ended = 0;
feed.onSettled(() => ended++);
setInterval(() => process.stdout.write(`${ended}\n`), 20);
worker.start();
process.stdout.write('0\n');
for await (const line of createInterface(process.stdin)) await askFor(Number(line));

/** Sixty-four callers ask one task after the other. */
async function askFor(count: number): Promise<void> {
  let left = count;
  const caller = async () => {
    while (left-- > 0)
      await ask({ principal: OWNER, origin: 'cli', message: 'ping', inBackground: true, waitMs: 0 });
  };
  await Promise.all(Array.from({ length: 64 }, caller));
}
