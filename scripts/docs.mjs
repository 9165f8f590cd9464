// Writes the parts of the docs that come from code: the table of settings, and the pictures, which are taken from the
// program as it runs. `--check` only tells whether the table is as it should be.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { terminalPicture } from './terminal-picture.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = join(root, 'docs', 'configuration.md');
const bin = join(root, 'packages', 'bridge', 'dist', 'clawbridge.cjs');

const written = readFileSync(page, 'utf8');
const table = `$1\n${await settingsTable()}\n$2`;
const right = formatted(written.replace(/(<!-- settings:[^\n]*-->\n)[^]*?(<!-- \/settings -->)/, table));

if (process.argv.includes('--check')) {
  if (written === right) process.exit(0);
  console.error('docs/configuration.md does not say what options.ts says: run `npm run docs`.');
  process.exit(1);
}
writeFileSync(page, right);
await takePictures();

async function settingsTable() {
  const { options } = await load('packages/bridge/src/config/options.ts');
  const rows = Object.entries(options).map(([name, option]) => {
    const long = [option.flag, ...option.aliases].map((one) => `--${one}`);
    const flag = [...long, ...(option.short ? [`-${option.short}`] : [])]
      .map((one) => `\`${one}\``)
      .join(', ');
    const env = option.env.map((one) => `\`${one}\``).join(', ');
    const key = name === 'home' ? '' : `\`${name}\``;
    return `| ${[flag, env, key, initial(option), option.help.replaceAll('|', '\\|')].join(' | ')} |`;
  });
  return [
    '| flag | environment | config.json5 | default | |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function initial({ initial: value }) {
  if (value === undefined || value === false || (Array.isArray(value) && value.length === 0)) return '';
  return `\`${value}\``;
}

function formatted(markdown) {
  const oxfmt = join(root, 'node_modules', 'oxfmt', 'bin', 'oxfmt');
  const args = [oxfmt, '--stdin-filepath', page];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    input: markdown,
    encoding: 'utf8',
    cwd: root,
  });
  if (status !== 0) throw new Error(`oxfmt failed: ${stderr}`);
  return stdout;
}

/** Node 20 runs no TypeScript, so the module is bundled first. */
async function load(path) {
  const { outputFiles } = await build({
    entryPoints: [join(root, path)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  return await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);
}

async function takePictures() {
  const home = mkdtempSync(join(tmpdir(), 'clawbridge-docs-'));
  const demo = spawn(process.execPath, [bin, 'demo', '--port', '0'], {
    env: { PATH: process.env.PATH, HOME: home },
  });
  try {
    const told = await firstMatch(demo.stdout, /^ {2}export (.*)$/m);
    const env = {
      PATH: process.env.PATH,
      HOME: home,
      ...Object.fromEntries(told.split(' ').map((one) => one.replaceAll("'", '').split('='))),
    };
    const shownAs = (text) => text.replaceAll(env.CLAWBRIDGE_HOME, '~/.clawbridge').trimEnd().split('\n');
    const show = (typed, args) => {
      const { stdout, stderr } = spawnSync(process.execPath, [bin].concat(args), { env, encoding: 'utf8' });
      return [`$ ${typed}`, ...shownAs(`${stdout}${stderr}`), ''];
    };
    const shown = [
      ...show('clawbridge doctor', ['doctor']),
      ...show('clawbridge chat "What is on my list today?"', ['chat', 'What is on my list today?']),
      ...(await approval(env, show)),
      ...show('clawbridge task list', ['task', 'list']),
      ...show('clawbridge chat --instance moon "Anybody there?"', [
        'chat',
        '--instance',
        'moon',
        'Anybody there?',
      ]),
    ];
    writeFileSync(join(root, 'docs', 'pictures', 'demo.svg'), terminalPicture('clawbridge', shown));
  } finally {
    demo.kill('SIGINT');
    await once(demo, 'exit');
    rmSync(home, { recursive: true, force: true });
  }
}

/** A command that waits for a yes, and gets it. */
async function approval(env, show) {
  const asked = spawn(process.execPath, [bin, 'chat', '/approve touch x'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(asked, 'exit');
  let answer = '';
  asked.stdout.setEncoding('utf8').on('data', (piece) => (answer += piece));
  let open;
  while (open === undefined && asked.exitCode === null) {
    const { stdout } = spawnSync(process.execPath, [bin, 'approvals', '--json'], { env, encoding: 'utf8' });
    [open] = JSON.parse(stdout).approvals;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const begin = open.id.slice(0, 8);
  const listed = show('clawbridge approvals', ['approvals']);
  const allowed = show(`clawbridge approvals allow ${begin}`, ['approvals', 'allow', begin]);
  await ended;
  return [
    '$ clawbridge chat "/approve touch x" &',
    '',
    ...listed,
    ...allowed.slice(0, -1),
    answer.trimEnd(),
    '',
  ];
}

function firstMatch(stream, pattern) {
  return new Promise((resolve) => {
    let text = '';
    stream.setEncoding('utf8').on('data', (piece) => {
      text += piece;
      const match = pattern.exec(text);
      if (match) resolve(match[1]);
    });
  });
}
