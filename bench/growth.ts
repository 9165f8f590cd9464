// How claiming and listing fare in a store with many finished tasks. Started by engine.mjs with the folder or database of a
// store of its own and the number of finished tasks; prints medians in microseconds as JSON.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import pg from 'pg';
import { aNewTask } from '../packages/bridge/src/domain/task.fixture.ts';
import { openStore } from '../packages/bridge/src/store/open-store.ts';

const [home = '', count = '0', databaseUrl] = process.argv.slice(2);
const SAMPLES = 300;

const COLUMNS = `id, principal, instance, gateway, session_id, session_key, priority, origin, give_up_at, may_repeat, status,
  created_at, started_at, settled_at, answer_meta, message, answer_text`;
const ROW = `'old_' || i, 'owner', 'home', 'http://127.0.0.1:18789', 's' || i, 's' || i, 0, 'cli', 0, MAY_REPEAT, 'completed',
  i, i, i, '{}', 'What is the weather like?', 'It will rain, as far as anybody can tell.'`;

const { tasks } = await openStore({ home, databaseUrl });
if (count !== '0') await fill();

const claims: number[] = [];
const lists: number[] = [];
for (let i = 0; i < SAMPLES; i++) {
  const { id, instance, gateway } = (
    await tasks.add(aNewTask({ id: randomUUID(), sessionKey: randomUUID() }))
  ).task;
  const now = Date.now();
  const claim = { worker: 'w', instance, gateway, limit: 12, now, leaseUntil: now + 10_000 };
  claims.push(await timed(() => tasks.claim(claim)));
  await tasks.settle(id, 'w', { status: 'completed', answer: { text: 'pong' } }, now);
  lists.push(await timed(() => tasks.list({ principal: 'owner', limit: 100 })));
}
process.stdout.write(JSON.stringify({ claim: median(claims), list: median(lists) }));
process.exit(0);

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) * 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function fill(): Promise<void> {
  if (databaseUrl === undefined) {
    const db = new DatabaseSync(join(home, 'state.db'));
    db.exec(`
      INSERT INTO task (${COLUMNS})
      WITH RECURSIVE number (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < ${count})
      SELECT ${ROW.replace('MAY_REPEAT', '0')} FROM number;
      INSERT INTO task_tally VALUES ('owner', 'completed', ${count})`);
    return db.close();
  }
  const client = new pg.Client(databaseUrl);
  await client.connect();
  await client.query(`
    INSERT INTO clawbridge.task (${COLUMNS})
    SELECT ${ROW.replace('MAY_REPEAT', 'false')} FROM generate_series(1, ${count}) AS i`);
  await client.query(`INSERT INTO clawbridge.task_tally VALUES ('owner', 'completed', 0, ${count})`);
  await client.query('ANALYZE clawbridge.task');
  await client.end();
}
