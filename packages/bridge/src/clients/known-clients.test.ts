import { describe, expect, it } from 'vitest';
import { createClaudeDesktop } from './claude-desktop.ts';
import { createClaudeCode } from './claude-code.ts';
import { knownClients } from './known-clients.ts';
import { makePlace } from './place.fixture.ts';
import type { Place } from './place.ts';

const local = {
  kind: 'local',
  command: '/usr/bin/node',
  args: ['/x/clawbridge.cjs'],
  env: { OPENCLAW_URL: 'wss://x' },
} as const;
const remote = { kind: 'remote', url: 'https://claw.example.com/mcp' } as const;

const mac: Place = { platform: 'darwin', environment: {}, home: '/Users/me' };
const linux: Place = { platform: 'linux', environment: {}, home: '/home/me' };
const windows: Place = {
  platform: 'win32',
  environment: { APPDATA: 'C:\\Users\\me\\AppData\\Roaming' },
  home: 'C:\\Users\\me',
};

const clientAt = (name: string, place: Place) => {
  const create = knownClients[name];
  if (!create) throw new Error(`no client ${name}`);
  return create(place);
};
/** Where an entry would go; nothing is written, and nothing is there. */
const placeFor = async (name: string, place: Place) =>
  await clientAt(name, place).prepare('openclaw', undefined);

describe('where each client keeps its servers', () => {
  it.each([
    ['claude-desktop', mac, '/Users/me/Library/Application Support/Claude/claude_desktop_config.json'],
    ['claude-desktop', linux, '/home/me/.config/Claude/claude_desktop_config.json'],
    ['claude-desktop', windows, 'C:\\Users\\me\\AppData\\Roaming\\Claude\\claude_desktop_config.json'],
    ['claude-code', mac, '/Users/me/.claude.json'],
    ['claude-code', linux, '/home/me/.claude.json'],
    ['claude-code', windows, 'C:\\Users\\me\\.claude.json'],
    ['claude-code', { ...linux, environment: { CLAUDE_CONFIG_DIR: '/claude' } }, '/claude/.claude.json'],
    ['claude-code', { ...linux, project: '/work' }, '/work/.mcp.json'],
    ['cursor', mac, '/Users/me/.cursor/mcp.json'],
    ['cursor', linux, '/home/me/.cursor/mcp.json'],
    ['cursor', windows, 'C:\\Users\\me\\.cursor\\mcp.json'],
    ['cursor', { ...linux, project: '/work' }, '/work/.cursor/mcp.json'],
    ['vscode', mac, '/Users/me/Library/Application Support/Code/User/mcp.json'],
    ['vscode', linux, '/home/me/.config/Code/User/mcp.json'],
    ['vscode', { ...linux, environment: { XDG_CONFIG_HOME: '/cfg' } }, '/cfg/Code/User/mcp.json'],
    ['vscode', windows, 'C:\\Users\\me\\AppData\\Roaming\\Code\\User\\mcp.json'],
    ['vscode', { ...windows, environment: {} }, 'C:\\Users\\me\\AppData\\Roaming\\Code\\User\\mcp.json'],
    ['vscode', { ...windows, project: 'D:\\work' }, 'D:\\work\\.vscode\\mcp.json'],
  ])('%s at %j: %s', async (name, place, file) => {
    expect(await placeFor(name, place)).toMatchObject({ what: 'nothing', place: file });
  });

  it.each([
    [
      ['Claude'],
      'C:\\L\\Packages\\Claude_pzs8sxrjxfjjc\\LocalCache\\Roaming\\Claude\\claude_desktop_config.json',
    ],
    [[], 'C:\\Users\\me\\AppData\\Roaming\\Claude\\claude_desktop_config.json'],
  ])('Claude Desktop from a package of Windows that has %j: %s', async (inPackage, file) => {
    const folders: Readonly<Record<string, readonly string[]>> = {
      'C:\\L\\Packages': ['Other_x', 'Claude_pzs8sxrjxfjjc'],
      'C:\\L\\Packages\\Claude_pzs8sxrjxfjjc\\LocalCache\\Roaming': inPackage,
    };
    const place = { ...windows, environment: { ...windows.environment, LOCALAPPDATA: 'C:\\L' } };
    const client = createClaudeDesktop(place, (folder) => folders[folder] ?? []);
    expect(await client.prepare('openclaw', undefined)).toMatchObject({ place: file });
  });
});

describe('an entry as each client writes it', () => {
  const program = { command: '/usr/bin/node', args: ['/x/clawbridge.cjs'], env: { OPENCLAW_URL: 'wss://x' } };

  it.each([
    ['claude-desktop', { mcpServers: { openclaw: program } }],
    ['claude-code', { mcpServers: { openclaw: { type: 'stdio', ...program } } }],
    ['cursor', { mcpServers: { openclaw: program } }],
    ['vscode', { servers: { openclaw: { type: 'stdio', ...program } } }],
  ])('%s, a program', (name, expected) => {
    expect(JSON.parse(clientAt(name, linux).snippet('openclaw', local))).toEqual(expected);
  });

  it.each([
    ['claude-code', { mcpServers: { openclaw: { type: 'http', url: remote.url } } }],
    ['cursor', { mcpServers: { openclaw: { url: remote.url } } }],
    ['vscode', { servers: { openclaw: { type: 'http', url: remote.url } } }],
  ])('%s, an address', (name, expected) => {
    expect(JSON.parse(clientAt(name, linux).snippet('openclaw', remote))).toEqual(expected);
  });

  it('leaves out what is empty', () => {
    const bare = { ...local, command: 'clawbridge', args: [], env: {} };
    expect(JSON.parse(clientAt('cursor', linux).snippet('claw', bare))).toEqual({
      mcpServers: { claw: { command: 'clawbridge' } },
    });
  });
});

describe('what only a person can do', () => {
  it.each(['claude-desktop', 'chatgpt'])('%s is told of an address in its settings', async (name) => {
    expect(await clientAt(name, linux).prepare('openclaw', remote)).toEqual({
      what: 'by hand',
      steps: expect.stringContaining(remote.url),
    });
  });

  it('ChatGPT forgets it there', async () => {
    expect(await clientAt('chatgpt', linux).prepare('openclaw', undefined)).toMatchObject({
      what: 'by hand',
    });
  });

  it('ChatGPT starts no programs', async () => {
    await expect(clientAt('chatgpt', linux).prepare('openclaw', local)).rejects.toMatchObject({
      code: 'invalid_input',
      hint: expect.stringContaining('--remote'),
    });
  });

  it('Claude Desktop has no projects', () => {
    expect(() => createClaudeDesktop({ ...linux, project: '/work' })).toThrow(
      expect.objectContaining({ code: 'invalid_input' }),
    );
  });

  it('without its program Claude Code is told by a command to type', async () => {
    const place = { ...makePlace(), environment: { PATH: '/nowhere' } };
    expect(await createClaudeCode(place).prepare('openclaw', { ...local, args: ["it's"], env: {} })).toEqual({
      what: 'by hand',
      isMissing: true,
      steps: `There is no \`claude\` on the PATH here. Where it is, run:
  claude mcp add-json --scope user openclaw '{"type":"stdio","command":"/usr/bin/node","args":["it'\\''s"]}'`,
    });
  });
});
