import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { startSimulator } from '@clawbridge/simulator';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BIN, makeHome, runProgram } from './program.ts';

interface Entry {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A person's folders, with nothing in them. */
function makePerson() {
  const { path: home, remove } = makeHome();
  onTestFinished(remove);
  const env = { HOME: home, PATH: '/nowhere' };
  return {
    home,
    env,
    cursor: join(home, '.cursor', 'mcp.json'),
    install: async (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
      await runProgram(['install', ...args], { ...env, ...more }),
    read: (file: string) => readFileSync(file, 'utf8'),
  };
}

/** What `clawbridge install` promises, from the terminal to the client that uses it. */
describe('clawbridge install', () => {
  it('lets a client start a bridge that works, though nothing of this terminal reaches it', async () => {
    const person = makePerson();
    const gateway = await startSimulator();
    onTestFinished(async () => await gateway.stop());
    const secret = join(person.home, 'token');
    writeFileSync(secret, gateway.token);
    const told = { OPENCLAW_URL: gateway.httpUrl, OPENCLAW_GATEWAY_TOKEN_FILE: secret };
    expect(await person.install(['cursor'], told)).toMatchObject({
      code: 0,
      stdout: `Cursor: added openclaw to ${person.cursor}\nRestart Cursor, or let it load its MCP servers anew.\n`,
      stderr: '',
    });
    const text = person.read(person.cursor);
    expect(text).not.toContain(gateway.token);
    const {
      command,
      args,
      env = {},
    } = (JSON.parse(text) as { mcpServers: { openclaw: Entry } }).mcpServers.openclaw;

    const client = new Client({ name: 'cursor', version: '1' });
    await client.connect(
      new StdioClientTransport({
        command,
        args: [...args],
        env: { HOME: person.home, ...env },
        stderr: 'ignore',
      }),
    );
    const { content } = await client.callTool({ name: 'openclaw_chat', arguments: { message: 'hello' } });
    await client.close();
    expect(content[0]).toMatchObject({ text: 'ECHO: hello' });
  });

  it('says when it is already there, and changes nothing', async () => {
    const { install, cursor, read } = makePerson();
    await install(['cursor']);
    const before = read(cursor);
    expect(await install(['cursor'])).toMatchObject({
      code: 0,
      stdout: `Cursor: openclaw is already there, in ${cursor}\n`,
    });
    expect(read(cursor)).toBe(before);
    expect(existsSync(`${cursor}.backup-1`)).toBe(false);
  });

  it('keeps comments, keeps a copy, and takes itself away again', async () => {
    const { install, home, read } = makePerson();
    const file = join(home, '.config', 'Code', 'User', 'mcp.json');
    mkdirSync(join(home, '.config', 'Code', 'User'), { recursive: true });
    const before =
      '{\n\t// mine\n\t"servers": {\n\t\t"files": { "command": "files" }, // hands off\n\t},\n}\n';
    writeFileSync(file, before);
    expect(await install(['vscode', '--remote', 'https://claw.example.com', '--name', 'claw'])).toMatchObject(
      {
        code: 0,
        stdout: expect.stringContaining(
          `VS Code: added claw to ${file}\nThe former file is ${file}.backup-1\n`,
        ),
      },
    );
    expect(read(file)).toBe(
      before.replace(
        '// hands off\n',
        '// hands off\n\t\t"claw": {\n\t\t\t"type": "http",\n\t\t\t"url": "https://claw.example.com/mcp"\n\t\t}\n',
      ),
    );
    expect(read(`${file}.backup-1`)).toBe(before);
    expect(await install(['vscode', '--remove', '--name', 'claw'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`VS Code: removed claw from ${file}\n`),
    });
    expect(read(file)).toBe(before.replace(' }, // hands off', ' } // hands off'));
    expect(await install(['vscode', '--remove'])).toMatchObject({
      code: 0,
      stdout: `VS Code: there is no openclaw in ${file}\n`,
    });
  });

  it('touches no file it does not understand', async () => {
    const { install, home, cursor, read } = makePerson();
    mkdirSync(join(home, '.cursor'));
    writeFileSync(cursor, '{ "key": hunter2 }');
    const { code, stdout, stderr } = await install(['cursor']);
    expect({ code, stdout }).toEqual({ code: 78, stdout: '' });
    expect(stderr).toMatch(
      /^clawbridge: .*mcp\.json: The file cannot be changed: line 1, .* Mend it first; nothing was touched\.\n$/,
    );
    expect(stderr).not.toContain('hunter2');
    expect(read(cursor)).toBe('{ "key": hunter2 }');
  });

  it.each([
    ['--dry-run', /^Cursor: would have added openclaw to .*mcp\.json\n\{\n {2}"mcpServers"/],
    ['--print', /^\{\n {2}"mcpServers": \{\n {4}"openclaw": \{/],
  ])('%s writes nothing', async (flag, stdout) => {
    const { install, cursor } = makePerson();
    expect(await install(['cursor', flag])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(stdout),
      stderr: '',
    });
    expect(existsSync(cursor)).toBe(false);
  });

  it('fails where Claude Code would have to be told, and is not here', async () => {
    const { install } = makePerson();
    const steps = expect.stringMatching(/no `claude` on the PATH.*\n {2}claude mcp add-json /);
    expect(await install(['claude-code'])).toMatchObject({ code: 1, stdout: steps });
    expect(await install(['claude-code', '--dry-run'])).toMatchObject({ code: 0, stdout: steps });
    expect(await install(['claude-code', '--print'])).toMatchObject({ code: 0 });
  });

  it.each(['claude', 'claude.ai'])('says what to do in the settings of %s', async (word) => {
    const { install } = makePerson();
    expect(await install([word, '--remote', 'https://claw.example.com'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Add custom connector.*https:\/\/claw\.example\.com\/mcp/),
    });
  });

  it('leaves a secret of this terminal out, and says where it belongs', async () => {
    const { install, home, cursor, read } = makePerson();
    const { stderr, code } = await install(['cursor'], { OPENCLAW_GATEWAY_TOKEN: 'hunter2hunter2' });
    expect(code).toBe(0);
    expect(stderr).toBe(
      `OPENCLAW_GATEWAY_TOKEN stays here: a secret does not go into a client's file. Put it into ${join(home, '.clawbridge', 'config.json5')} as "token", which only you should be able to read.\n`,
    );
    expect(read(cursor)).not.toContain('hunter2');
  });

  it('starts this very program', async () => {
    const { install, cursor, read } = makePerson();
    await install(['cursor']);
    expect(JSON.parse(read(cursor))).toEqual({
      mcpServers: { openclaw: { command: process.execPath, args: [BIN] } },
    });
  });

  it.each([
    ['install', 'install for which client? It can be claude-desktop, claude-code, cursor, vscode, chatgpt.'],
    ['install cursr', 'Unknown client "cursr". Did you mean "cursor"?'],
    ['install claude.ai', 'Claude keeps its connectors with your account'],
    ['install claude', 'Claude keeps its connectors with your account'],
    ['install cursor vscode', '`clawbridge install` takes no "vscode".'],
    ['install cursor --name "a', '--name is ""a"'],
    ['install cursor --remove --print', '--remove and --print exclude each other.'],
    ['install cursor --remote claw', 'The URL is not one of http or https.'],
    ['install chatgpt', 'ChatGPT connects to addresses only.'],
    ['install claude-desktop --project', 'Claude Desktop has no settings of a project.'],
  ])('%s: %s', async (line, message) => {
    const { env } = makePerson();
    const { code, stderr } = await runProgram(line.split(' '), env);
    expect(code).toBe(2);
    expect(stderr).toContain(`clawbridge: ${message}`);
  });
});
