// How claiming and listing fare in a store with many finished tasks, and the event log with as many events. Started by
// engine.mjs with the folder or database of a store of its own and their number; prints medians in microseconds as JSON.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import pg from 'pg';
import { aMessageEvent, aRequestEvent } from '../packages/bridge/src/domain/event.fixture.ts';
import { aNewTask } from '../packages/bridge/src/domain/task.fixture.ts';
import type { Clock } from '../packages/bridge/src/domain/port/clock.ts';
import { OWNER } from '../packages/bridge/src/domain/principal.ts';
import { openStore } from '../packages/bridge/src/store/open-store.ts';
import { createBackground } from '../packages/bridge/src/usecases/background.ts';
import { createEventFeed } from '../packages/bridge/src/usecases/event-feed.ts';
import { createHear } from '../packages/bridge/src/usecases/hear.ts';

const [home = '', count = '0', databaseUrl] = process.argv.slice(2);
const SAMPLES = 300;

const COLUMNS = `id, principal, instance, gateway, session_id, session_key, priority, origin, give_up_at, may_repeat, status,
  created_at, started_at, settled_at, answer_meta, message, answer_text`;
const ROW = `'old_' || i, 'owner', 'home', 'http://127.0.0.1:18789', 's' || i, 's' || i, 0, 'cli', 0, MAY_REPEAT, 'completed',
  i, i, i, '{}', 'What is the weather like?', 'It will rain, as far as anybody can tell.'`;

/** Half a kilobyte raw each, in a thousand sessions; one in a hundred is an approval or its end. */
const EVENT_COLUMNS = 'cursor, instance, type, id, session_key, at, logged_at, data, raw';
const EVENT_ROW = `i, 'home',
  CASE i % 100 WHEN 50 THEN 'exec_approval_requested' WHEN 51 THEN 'exec_approval_resolved' ELSE 'message' END,
  'old_' || (CASE i % 100 WHEN 51 THEN i - 1 ELSE i END), 'agent:main:' || (i % 1000), i, NOW_MS,
  '{"message":{"messageId":"old","role":"user","text":"What is the weather like?","fromOwner":true}}', 'RAW'`;
const RAW = JSON.stringify({ content: 'It will rain. '.repeat(35) });
const CURRENT = 'agent:main:main';

const { tasks, events } = await openStore({ home, databaseUrl });
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
// Every log holds something to read, and somebody has to decide.
await events.append(['a', 'b', 'c'].map((id) => aRequestEvent('exec', id)));
const saidNow = () =>
  aMessageEvent({ id: randomUUID(), sessionKey: CURRENT, raw: { content: 'It will rain. '.repeat(35) } });
const appends: number[] = [];
const polls: number[] = [];
const sessionPolls: number[] = [];
const approvals: number[] = [];
for (let i = 0; i < SAMPLES; i++) {
  const said = saidNow();
  appends.push(await timed(() => events.append([said])));
}
const { newest } = await events.extent();
const page = { limit: 100, withRaw: false };
for (let i = 0; i < SAMPLES; i++) {
  polls.push(await timed(() => events.read({ ...page, after: newest - 100 })));
  sessionPolls.push(await timed(() => events.read({ ...page, after: 0, sessionKey: CURRENT })));
  approvals.push(await timed(() => events.openApprovals('home')));
}
const waits = await waitOften();
process.stdout.write(
  JSON.stringify({
    claim: median(claims),
    list: median(lists),
    append: median(appends),
    poll: median(polls),
    'poll of a session': median(sessionPolls),
    wait: median(waits),
    'open approvals': median(approvals),
  }),
);
process.exit(0);

/** From when something is said until who waits for it has it, its way to the disk included. */
async function waitOften(): Promise<readonly number[]> {
  const quiet = () => {};
  const clock: Clock = {
    now: () => Date.now(),
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  };
  const background = createBackground({
    debug: quiet,
    info: quiet,
    warn: console.error,
    error: console.error,
  });
  const feed = createEventFeed({ log: events, clock, background });
  const listening = { caughtUp: () => Promise.resolve(), trouble: () => [] };
  const hear = createHear({ log: events, feed, clock, listening });
  const signal = new AbortController().signal;
  const waits: number[] = [];
  let after = newest;
  for (let i = 0; i < SAMPLES; i++) {
    const heard = hear.wait({ principal: OWNER, after, sessionKey: CURRENT, timeoutMs: 10_000, signal });
    // It has looked and found nothing.
    await new Promise((resolve) => setTimeout(resolve, 10));
    const said = saidNow();
    waits.push(
      await timed(async () => {
        await events.append([said]);
        after = (await heard).nextCursor;
      }),
    );
  }
  return waits;
}

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
      INSERT INTO task_tally VALUES ('owner', 'completed', ${count});
      INSERT INTO event (${EVENT_COLUMNS})
      WITH RECURSIVE number (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < ${count})
      SELECT ${eventRow()} FROM number;
      UPDATE event_head SET newest = ${count}`);
    return db.close();
  }
  const client = new pg.Client(databaseUrl);
  await client.connect();
  await client.query(`
    INSERT INTO clawbridge.task (${COLUMNS})
    SELECT ${ROW.replace('MAY_REPEAT', 'false')} FROM generate_series(1, ${count}) AS i`);
  await client.query(`INSERT INTO clawbridge.task_tally VALUES ('owner', 'completed', 0, ${count})`);
  await client.query(`
    INSERT INTO clawbridge.event (${EVENT_COLUMNS})
    SELECT ${eventRow()} FROM generate_series(1, ${count}) AS i`);
  await client.query(`UPDATE clawbridge.event_head SET newest = ${count}`);
  // Otherwise the server does so by itself while we measure.
  await client.query('VACUUM ANALYZE clawbridge.task, clawbridge.event');
  await client.query('CHECKPOINT');
  await client.end();
}

function eventRow(): string {
  return EVENT_ROW.replace('NOW_MS', `${Date.now()}`).replace('RAW', RAW);
}
