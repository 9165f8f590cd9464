import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fillAuditLog } from '../../packages/bridge/src/store/sqlite/full-audit-log.fixture.ts';
import { makeHome, runProgram } from './program.ts';

const TOKEN = /cbt_[\w-]{43}/;

/** No gateway is there, and none is looked for. */
describe('clawbridge token', () => {
  const home = makeHome();
  afterAll(() => home.remove());

  const run = (...args: string[]) => runProgram(['token', ...args], { CLAWBRIDGE_HOME: home.path });
  const listed = async () =>
    (JSON.parse((await run('list', '--json')).stdout) as { tokens: { id: string }[] }).tokens;

  it('says that there is none', async () => {
    expect(await run()).toMatchObject({ code: 0, stdout: 'There is no token.\n', stderr: '' });
  });

  it('makes one, shows it once, and says what to do with it', async () => {
    const { code, stdout, stderr } = await run('create', 'Cursor');
    expect([code, stderr]).toEqual([0, '']);
    const [token = ''] = TOKEN.exec(stdout) ?? [];
    expect(stdout.split('\n')[0]).toBe(token);
    expect(stdout).toMatch(/^tok_[0-9a-f]{12} for "Cursor" is good for read, chat until it is revoked\.$/m);
    expect(stdout).toContain(`  Authorization: Bearer ${token}\n`);
    expect(stdout).toContain(
      `claude mcp add --transport http openclaw http://127.0.0.1:3000/mcp --header "Authorization: Bearer ${token}"`,
    );
    expect(stdout).toContain('--auth');
    expect((await run('list')).stdout).toMatch(
      /^tok_[0-9a-f]{12} {2}active {3}read,chat {2}owner {2}Cursor {2}never used\n$/,
    );
    for (const file of ['state.db', 'state.db-wal'])
      expect(readFileSync(join(home.path, file), { encoding: 'latin1', flag: 'a+' })).not.toContain(token);
    const audit = await runProgram(['audit', '--json'], { CLAWBRIDGE_HOME: home.path });
    expect(JSON.parse(audit.stdout)).toMatchObject({
      records: [{ principal: 'owner', action: 'token:create', target: expect.stringMatching(/^tok_/) }],
    });
  });

  it('makes one for somebody else that is held to little', async () => {
    const limits =
      '--only-instances Home,lab --only-channels Telegram --only-agents main --only-sessions Notes'.split(
        ' ',
      );
    const whose = '--scopes read --principal ada --expires 90d'.split(' ');
    const server = ['--auth', '--issuer-url', 'https://claw.example.com'];
    const { stdout } = await run('create', 'tablet', '--json', ...whose, ...limits, ...server);
    const made = JSON.parse(stdout) as { createdAt: string; expiresAt: string };
    expect(made).toMatchObject({
      id: expect.stringMatching(/^tok_/),
      name: 'tablet',
      state: 'active',
      principal: 'ada',
      scopes: ['read'],
      only: { instances: ['Home', 'lab'], channels: ['telegram'], agents: ['main'], sessions: ['notes'] },
      token: expect.stringMatching(TOKEN),
      url: 'https://claw.example.com/mcp',
    });
    expect(Date.parse(made.expiresAt) - Date.parse(made.createdAt)).toBe(90 * 24 * 60 * 60 * 1000);
    expect((await listed())[0]).not.toHaveProperty('token');
    expect((await run('list', '--json')).stdout).not.toMatch(/hash|cbt_/);
  });

  it('warns of an instance that nobody has, and makes the token', async () => {
    const { code, stdout, stderr } = await run('create', 'tablet', '--only-instances', 'nope,default');
    expect(code).toBe(0);
    expect(stdout).toMatch(TOKEN);
    expect(stderr).toBe('No instance is called nope; there is: default. The token is made all the same.\n');
  });

  it('revokes one, whose id may be cut short, however often', async () => {
    const [newest] = await listed();
    const id = newest?.id ?? '';
    expect(await run('revoke', id.slice(0, 10))).toMatchObject({ code: 0, stdout: `${id} revoked\n` });
    const first = await listed();
    expect(first[0]).toMatchObject({ id, state: 'revoked' });
    expect(await run('revoke', id, '--json')).toMatchObject({ code: 0 });
    expect(await listed()).toEqual(first);
  });

  it.each([
    [['create'], 2, 'Which client is the token for?'],
    [['create', ' '], 2, 'The name of a token'],
    [['create', 'a', 'b'], 2, 'takes no "b"'],
    [['create', 'a', '--scopes', 'write'], 2, '--scopes has "write"; it can be read, chat, approve, admin.'],
    [['create', 'a', '--scopes', ''], 2, '--scopes is empty'],
    [['create', 'a', '--only-agents', ''], 2, '--only-agents is empty'],
    [['create', 'a', '--only-sessions', 'a*'], 2, '"*" stands for nothing'],
    [['create', 'a', '--expires', 'soon'], 2, '--expires is "soon"'],
    [['create', 'a', '--expires', ''], 2, '--expires is empty'],
    [['create', 'a', '--principal', ''], 2, '--principal is empty'],
    [['create', 'a', '--principal', 'a b'], 2, 'The id of a principal'],
    [['revoke'], 2, 'Which token?'],
    [['revoke', 'tok'], 2, 'too short'],
    [['revoke', 'tok_zzzzzzzz'], 1, 'There is no token tok_zzzzzzzz. `clawbridge token list`'],
    [['list', 'all'], 2, 'takes no "all"'],
    [['list', '--scopes', 'read'], 2, '--scopes is not a flag of `clawbridge token list`'],
    [['make'], 2, 'Use token create, list or revoke.'],
  ])('refuses %j', async (args, code, text) => {
    const before = await listed();
    expect(await run(...args)).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(text) });
    expect(await listed()).toEqual(before);
  });
});

it('clawbridge token shows what it made, and says so when that cannot be written down', async () => {
  const home = makeHome();
  try {
    const run = (...args: string[]) => runProgram(['token', ...args], { CLAWBRIDGE_HOME: home.path });
    await run('list');
    fillAuditLog(home.path);
    const made = await run('create', 'Cursor');
    expect(made).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(TOKEN),
      stderr: expect.stringContaining('token:create is missing in the audit log'),
    });
    const [id = ''] = /tok_\w+/.exec(made.stdout) ?? [];
    expect(await run('revoke', id)).toMatchObject({
      code: 0,
      stdout: `${id} revoked\n`,
      stderr: expect.stringContaining('token:revoke is missing in the audit log'),
    });
  } finally {
    home.remove();
  }
});

it('clawbridge audit says when there is more than it shows', async () => {
  const home = makeHome();
  try {
    const run = (...args: string[]) => runProgram(args, { CLAWBRIDGE_HOME: home.path });
    for (const name of ['first', 'second']) await run('token', 'create', name);
    const one = await run('audit', '--limit', '1', '--since', '1h');
    expect(one.stdout.split('\n')).toHaveLength(2);
    expect(one).toMatchObject({ code: 0, stderr: expect.stringContaining('There are more: --limit N') });
    expect(await run('audit', '--limit', '2')).toMatchObject({ code: 0, stderr: '' });
    const { stdout, stderr } = await run('audit', '--limit', '1', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ records: [{ action: 'token:create' }], more: true });
    expect(stderr).toBe('');
  } finally {
    home.remove();
  }
});
