import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTempHome, type TempHome } from '../config/home.fixture.ts';
import { VERSION } from '../version.ts';
import { helpText } from './help.ts';
import { main } from './main.ts';

const SECRET = 'hunter2hunter2';

let home: TempHome;
let told: { out: string; err: string };

beforeEach(() => {
  home = createTempHome();
  told = { out: '', err: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((told.out += String(text))));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((told.err += String(text))));
});
afterEach(() => {
  vi.restoreAllMocks();
  home.discard();
});

const run = async (line: string, env: Readonly<Record<string, string>> = {}) =>
  await main(line.split(' '), { CLAWBRIDGE_HOME: home.folder, ...env });

describe('the command line', () => {
  it.each(['help', '--help', '-h', 'serve --help', 'chat -h'])('%s prints the help', async (line) => {
    expect(await run(line)).toBe(0);
    expect(told).toEqual({ out: `${helpText()}\n`, err: '' });
  });

  it.each(['--version', '-V', 'serve --version'])('%s prints the version', async (line) => {
    expect(await run(line)).toBe(0);
    expect(told.out).toBe(`${VERSION}\n`);
  });

  it.each(['frobnicate please help', 'frobnicate -- --help', 'frobnicate -- --version'])(
    '%s asks for no help: the word is part of a text',
    async (line) => {
      expect(await run(line)).toBe(2);
      expect(told.out).toBe('');
    },
  );

  it.each([
    ['sevre', /^clawbridge: Unknown command "sevre"\. Did you mean "serve"\?/],
    ['frobnicate', /^clawbridge: Unknown command "frobnicate"\. See/],
    ['serve --prot 1', /^clawbridge: Unknown flag --prot\. Did you mean --port\?/],
    ['serve --json', /^clawbridge: --json is not a flag of `clawbridge serve`\./],
    ['chat', /^clawbridge: chat needs a text/],
    ['mcp', /^clawbridge: mcp what\? It can be mcp serve\./],
    ['mcp sevre', /^clawbridge: Unknown: mcp sevre\. Did you mean "mcp serve"\?/],
    ['mcp serve --json', /^clawbridge: --json is not a flag of `clawbridge mcp`\./],
    ['task frobnicate', /^clawbridge: Unknown: task frobnicate\. Use task list, show, wait or cancel\./],
    ['approvals list lab', /^clawbridge: `clawbridge approvals list` takes no "lab"\./],
    ['mcp serve foo', /^clawbridge: `clawbridge mcp serve` takes no "foo"\./],
    ['task list lab', /^clawbridge: `clawbridge task list` takes no "lab"\./],
    ['task show a b', /^clawbridge: `clawbridge task show` takes no "b"\./],
    ['serve lab', /^clawbridge: `clawbridge serve` takes no "lab"\./],
    ['doctor lab', /^clawbridge: `clawbridge doctor` takes no "lab"\./],
  ])('%s ends with 2 and one line that says what would be right', async (line, message) => {
    expect(await run(line)).toBe(2);
    expect(told.err).toMatch(message);
    expect(told.err.trim().split('\n')).toHaveLength(1);
    expect(told.out).toBe('');
  });

  it('ends with 78 when a setting is wrong', async () => {
    expect(await run('serve', { PORT: 'many' })).toBe(78);
    expect(told.err).toMatch(/^clawbridge: PORT is "many"/);
  });

  it('warns once of a secret on the command line, and does what it was told', async () => {
    expect(await run(`task frobnicate --token ${SECRET} --password ${SECRET}`)).toBe(2);
    const [warning = '', failure, ...rest] = told.err.trim().split('\n');
    expect(warning).toMatch(
      /^clawbridge: .* --token and --password in .* --token-file and --password-file\.$/,
    );
    expect(failure).toMatch(/^clawbridge: Unknown: task/);
    expect(rest).toEqual([]);
    expect(told.err + told.out).not.toContain(SECRET);
  });

  it('does not warn who wants to hear of errors only', async () => {
    expect(await run(`task frobnicate --log-level error --token ${SECRET}`)).toBe(2);
    expect(told.err).toMatch(/^clawbridge: Unknown: task/);
  });

  it('calls a flag what it was called', async () => {
    expect(await run('serve --url ftp://x')).toBe(78);
    expect(told.err).toMatch(/^clawbridge: --url begins with ftp:/);
    told.err = '';
    expect(await run('serve --token x --token-file y')).toBe(78);
    expect(told.err).toMatch(/^clawbridge: Both --token and --token-file are given; keep one\./);
  });

  it('takes what secrets are out of its last words', async () => {
    expect(await run(`serve ${SECRET}`, { PORT: SECRET, OPENCLAW_GATEWAY_TOKEN: SECRET })).toBe(78);
    expect(told.err).toBe('clawbridge: PORT is "***", which is not a whole number from 0 to 65535.\n');
  });

  it('takes the flags of openclaw-mcp that have no effect here', async () => {
    expect(await run('frobnicate --client-id x --client-secret y --allow-dcr')).toBe(2);
    expect(told.err).toMatch(/Unknown command/);
  });
});
