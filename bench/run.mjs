// `npm run bench`: measures everything side by side and writes docs/benchmarks.md. `npm run bench startup memory` only prints
// those. Takes about ten minutes; a quiet machine helps, ratios are what counts.
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { measureChat } from './chat.mjs';
import { measureEndpoints } from './endpoints.mjs';
import { measureRelay } from './relay.mjs';
import { measureEngine, measureGrowth } from './engine.mjs';
import { measureHearing } from './hearing.mjs';
import { measureMemory } from './memory.mjs';
import { node20, node24 } from './programs.mjs';
import { measureStartup } from './startup.mjs';
import { measureTasks, measureWeight } from './tasks.mjs';
import { measureTurn } from './turn.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const parts = { startup, memory, chat, tasks, engine, growth, weight, turn, hearing, endpoints, relay };

installPeers();
const asked = process.argv.slice(2);
const names = asked.length === 0 ? Object.keys(parts) : asked;
const sections = [];
for (const name of names) {
  console.error(`measuring ${name} ...`);
  sections.push(await parts[name]());
}
const page = [heading(), ...sections].join('\n\n');
console.log(page);
if (asked.length === 0) writePage();

function writePage() {
  const file = here('../docs/benchmarks.md');
  writeFileSync(file, `${page}\n`);
  spawnSync('npx', ['oxfmt', file], { cwd: here('..'), stdio: ['ignore', 2, 2] });
}

function installPeers() {
  if (!existsSync(here('node_modules/openclaw-mcp'))) npm(['ci', '--ignore-scripts'], here('.'));
  if (existsSync(node24)) return;
  console.error(
    'Node 24 and OpenClaw come with the tests against the real gateway: installing them (about 1 GB) ...',
  );
  npm(['ci', '--ignore-scripts'], here('../test/real'));
}

function npm(args, cwd) {
  const { status } = spawnSync('npm', args, {
    cwd,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(1);
}

function heading() {
  const version = spawnSync(node24, ['--version'], { encoding: 'utf8' }).stdout.trim();
  return `# Benchmarks

Every table is one run in which the contenders took turns, on ${cpus().length} shared cores (${cpus()[0].model}), Node ${process.version}
${version === process.version ? '' : `and ${version}`}, ${new Date().toISOString().slice(0, 10)}. Absolute values follow the machine's mood; the ratios are what counts. Medians.

Run it yourself: \`npm run bench\` (installs the peers: npm \`openclaw-mcp@1.7.0\`, \`openclaw@2026.9.6\`).`;
}

async function startup() {
  const names = ['empty process', 'clawbridge', 'openclaw-mcp'];
  const on20 = await measureStartup(node20, names, 25);
  const on24 = await measureStartup(node24, names, 25);
  const official = (await measureStartup(node24, ['openclaw mcp serve'], 3))['openclaw mcp serve'];
  const ratio = (times, other) => (times.clawbridge.median / times[other].median).toFixed(2);
  return table(
    `## Start-up: spawn to the answer of \`initialize\`, stdio`,
    ['', `Node ${process.versions.node} ms`, 'Node 24 ms'],
    [
      ...names.map((name) => [name, on20[name].median.toFixed(0), on24[name].median.toFixed(0)]),
      ['openclaw mcp serve', '', official.median.toFixed(0)],
      [
        '**clawbridge / empty process**',
        `**${ratio(on20, 'empty process')}**`,
        `**${ratio(on24, 'empty process')}**`,
      ],
      [
        '**clawbridge / openclaw-mcp**',
        `**${ratio(on20, 'openclaw-mcp')}**`,
        `**${ratio(on24, 'openclaw-mcp')}**`,
      ],
      [
        '**clawbridge / openclaw mcp serve**',
        '',
        `**${(on24.clawbridge.median / official.median).toFixed(3)}**`,
      ],
    ],
  );
}

async function memory() {
  const names = ['clawbridge', 'openclaw-mcp'];
  const mb = await measureMemory(node20, names, 5);
  return table(
    '## Memory of an idle stdio server',
    ['', 'MB'],
    [
      ...names.map((name) => [name, mb[name].toFixed(0)]),
      ['**clawbridge / openclaw-mcp**', `**${(mb.clawbridge / mb['openclaw-mcp']).toFixed(2)}**`],
    ],
  );
}

async function chat() {
  const stdio = await measureChat('stdio', 5, 6_000);
  const http = await measureChat('http', 5, 6_000);
  const peer = 'openclaw-mcp';
  const cell = (seen, name, figure, digits) => {
    const ratio = name === peer ? '' : ` (**${(seen[name][figure] / seen[peer][figure]).toFixed(2)}**)`;
    return `${seen[name][figure].toFixed(digits)}${ratio}`;
  };
  return table(
    `## Sync chat through the HTTP outlet to an instant gateway, 64 at a time

clawbridge stores every call on the disk before it leaves and again when it is answered; openclaw-mcp keeps nothing. By default
clawbridge sends 16 at a time to an instance, openclaw-mcp all 64. In brackets: ratio to openclaw-mcp.`,
    ['', 'stdio, CPU ms per call', 'stdio, calls/s', 'HTTP, CPU ms per call', 'HTTP, calls/s'],
    Object.keys(http).map((name) => [
      name,
      name in stdio ? cell(stdio, name, 'cpu', 2) : '',
      name in stdio ? cell(stdio, name, 'rate', 0) : '',
      cell(http, name, 'cpu', 2),
      cell(http, name, 'rate', 0),
    ]),
  );
}

async function turn() {
  const times = await measureTurn(40);
  const ours = times['clawbridge, openclaw_chat'].median;
  const rows = Object.entries(times).map(([name, { median, p90 }]) => [
    name,
    median.toFixed(1),
    p90.toFixed(1),
    name.startsWith('clawbridge') ? '' : (ours - median).toFixed(1),
  ]);
  return table(
    `## One echo turn through the real gateway, stored on the way

The direct client is a dozen lines on \`ws\`. \`agent\` is what clawbridge uses ([why](adr/0002-agent-and-not-chat-send.md)): its
second response brings the whole text and the tokens, some milliseconds after the final event.`,
    ['', 'ms, median', 'ms, p90', 'clawbridge takes longer by'],
    rows,
  );
}

async function hearing() {
  const seen = await measureHearing(60, 40);
  const rows = (name) => {
    const { next, first, list, read, bytes, events, mb } = seen[name];
    return [
      `${next.median.toFixed(1)} (${next.p90.toFixed(1)})`,
      `${first.median.toFixed(1)} (${first.p90.toFixed(1)})`,
      list.toFixed(1),
      read.toFixed(1),
      `${(bytes / 1000).toFixed(0)} (${events} events)`,
      mb.toFixed(0),
    ];
  };
  const [ours, theirs] = [rows('clawbridge'), rows('openclaw mcp serve')];
  const what = [
    '`events_wait` answers later than a direct client hears, ms (p90)',
    'the same, first message of a conversation since it listens, ms (p90)',
    '`conversations_list`, 50 of 50, ms',
    '`messages_read`, 50 of 100, ms',
    '`events_poll`, kB',
    'memory with children after all this, MB',
  ];
  return table(
    `## Hearing from the real gateway, stdio

clawbridge is \`clawbridge mcp serve\`. Both and a direct client of a dozen lines on \`ws\` hear the same messages at the same time.
clawbridge has each on the disk before it tells; openclaw keeps the last thousand in memory.`,
    ['', 'clawbridge', 'openclaw mcp serve'],
    what.map((name, i) => [name, ours[i], theirs[i]]),
  );
}

async function tasks() {
  const { thousand, slow } = await measureTasks(5);
  const ratio = (seconds) => (seconds.clawbridge / seconds['openclaw-mcp']).toFixed(2);
  const row = (name) => [name, thousand[name].toFixed(2), slow[name].toFixed(2)];
  return table(
    `## Background tasks over HTTP: seconds from the first call to the last answer

openclaw-mcp keeps its tasks in memory, a thousand at most, and runs one at a time; clawbridge has each on the disk before it gives
its id, and its answer before it tells.`,
    ['', '1,000 tasks, instant gateway', '100 tasks of 100 ms'],
    [
      row('clawbridge'),
      row('openclaw-mcp'),
      ['**clawbridge / openclaw-mcp**', `**${ratio(thousand)}**`, `**${ratio(slow)}**`],
    ],
  );
}

async function engine() {
  const { sqlite, postgres } = await measureEngine(5, 10_000);
  return table(
    `## The task engine: two worker processes, one store, a gateway that answers at once

Each task is asked for, claimed and settled, every step on the disk.`,
    ['', 'tasks/s'],
    [
      ['SQLite, one file', sqlite.toFixed(0)],
      ['PostgreSQL, on the same machine', postgres.toFixed(0)],
    ],
  );
}

async function growth() {
  const seen = await measureGrowth();
  const row = (name, figure) => {
    const [empty, full] = [seen[name][0][figure], seen[name][1_000_000][figure]];
    return [`${name}, ${figure}`, empty.toFixed(0), full.toFixed(0), `**${(full / empty).toFixed(2)}**`];
  };
  return table(
    `## A million finished tasks and a million events in the store: microseconds

Lists and polls bring 100; a poll asks for the newest, that of a session for its first ones. Before an event is appended it is looked
for; a wait is from the append to the answer; there are three open approvals.`,
    ['', 'empty store', 'a million', 'ratio'],
    ['sqlite', 'postgres'].flatMap((name) => Object.keys(seen[name][0]).map((figure) => row(name, figure))),
  );
}

async function weight() {
  const mb = await measureWeight();
  return table(
    `## Memory of \`serve\`

Up to twelve answers at a time are on their way through memory; what is left of them goes with the next collection of garbage, so the
value goes up and down and does not grow with their number.`,
    ['', 'MB'],
    [
      ['idle', mb.idle.toFixed(0)],
      ['10,000 tasks queued', mb.queued.toFixed(0)],
      ['after 10 answers of 9 MB', mb.afterTen.toFixed(0)],
      ['after 60 answers of 9 MB', mb.afterSixty.toFixed(0)],
    ],
  );
}

async function endpoints() {
  const count = 500;
  const seen = await measureEndpoints(count, 300);
  const modes = Object.keys(seen);
  const row = (name, cell) => [name, ...modes.map((mode) => cell(seen[mode]))];
  return table(
    `## ${count} xiaozhi endpoints at one \`serve\`

Each has its MCP session. In the storm all wires are cut at the same instant. A question goes from the device through the endpoint to an instant gateway
and back, stored on the way.`,
    ['', ...modes],
    [
      row('memory with all of them, MB', ({ mb }) => mb.toFixed(0)),
      row('the same after the storm, MB', ({ mbAfter }) => mbAfter.toFixed(0)),
      row('all registered after the start, s', ({ registeredMs }) => (registeredMs / 1000).toFixed(1)),
      row('all registered after the storm, s', ({ healedMs }) => (healedMs / 1000).toFixed(1)),
      row('most that came back within a second', ({ mostPerSecond }) => mostPerSecond.toFixed(0)),
      row('a question, ms, median (p90)', ({ call }) => `${call.median.toFixed(1)} (${call.p90.toFixed(1)})`),
    ],
  );
}

async function relay() {
  const count = 2_000;
  const { kbEach, openedMs, fan, send } = await measureRelay(count, 30, 1_000);
  return table(
    `## ${count} browsers at one \`serve\`

Each is another person with a session of its own. The plugin says 200 things a second to people at random; then browsers write to it,
one message after the other. Everything is stored on the way.`,
    ['', ''],
    [
      ['memory of each, KB', kbEach.toFixed(1)],
      ['all connected after, s', (openedMs / 1000).toFixed(1)],
      [
        'from the plugin to the browser, ms, median (p99)',
        `${fan.median.toFixed(1)} (${fan.p99.toFixed(1)})`,
      ],
      [
        'from the browser to the plugin, ms, median (p90)',
        `${send.median.toFixed(1)} (${send.p90.toFixed(1)})`,
      ],
    ],
  );
}

function table(title, head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [title, '', line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
