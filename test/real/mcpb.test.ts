import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSimulator, type Simulator } from '@clawbridge/simulator';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VERSION } from '../../packages/bridge/src/version.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tool = fileURLToPath(new URL('node_modules/@anthropic-ai/mcpb/dist/cli/cli.js', import.meta.url));

interface Manifest {
  readonly version: string;
  readonly icon: string;
  readonly server: {
    readonly entry_point: string;
    readonly mcp_config: {
      readonly command: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
    };
  };
  readonly user_config: Readonly<Record<string, { readonly default?: string; readonly sensitive?: boolean }>>;
}

/** The bundle as the official tool packs it, opened and started as Claude Desktop does. */
describe('the bundle for Claude Desktop', () => {
  const folder = mkdtempSync(join(tmpdir(), 'clawbridge-mcpb-test-'));
  const [packed, opened, home] = [
    join(folder, 'clawbridge.mcpb'),
    join(folder, 'opened'),
    join(folder, 'home'),
  ];
  let gateway: Simulator;
  let manifest: Manifest;

  beforeAll(async () => {
    gateway = await startSimulator();
    run(process.execPath, [join(root, 'scripts', 'mcpb.mjs'), packed]);
    run(process.execPath, [tool, 'unpack', packed, opened]);
    manifest = JSON.parse(readFileSync(join(opened, 'manifest.json'), 'utf8')) as Manifest;
  });
  afterAll(async () => {
    await gateway.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is of this version, with its icon', () => {
    expect(manifest.version).toBe(VERSION);
    expect(existsSync(join(opened, manifest.icon))).toBe(true);
    expect(existsSync(join(opened, manifest.server.entry_point))).toBe(true);
  });

  it('brings SQLite for every machine Claude Desktop runs on', () => {
    const compiled = readdirSync(join(opened, 'server/node_modules/@photostructure/sqlite/prebuilds'));
    expect(compiled).toEqual(
      expect.arrayContaining([
        'darwin-arm64',
        'darwin-x64',
        'linux-arm64',
        'linux-x64',
        'win32-arm64',
        'win32-x64',
      ]),
    );
  });

  it('keeps the token where Claude Desktop keeps secrets', () => {
    expect(manifest.user_config['gateway_token']).toMatchObject({ sensitive: true });
  });

  it('asks OpenClaw with what the user filled in', async () => {
    const client = await connect({ gateway_url: gateway.httpUrl, gateway_token: gateway.token });
    const { content } = await client.callTool({ name: 'openclaw_chat', arguments: { message: 'hello' } });
    expect(content[0]).toMatchObject({ text: 'ECHO: hello' });
    await client.close();
    expect(readdirSync(join(home, '.clawbridge'))).toContain('state.db');
  });

  it('starts with every field empty, for an OpenClaw on this machine', async () => {
    const client = await connect({});
    const { content } = await client.callTool({ name: 'openclaw_instances', arguments: {} });
    expect(JSON.stringify(content)).toContain('127.0.0.1:18789');
    await client.close();
  });

  /** As the host does: defaults, then what the user filled in, into the command and its environment. */
  async function connect(filledIn: Readonly<Record<string, string>>): Promise<Client> {
    const { command, args, env } = manifest.server.mcp_config;
    const defaults = Object.entries(manifest.user_config).map(([name, option]) => [
      name,
      option.default ?? '',
    ]);
    const values: Record<string, string> = { ...Object.fromEntries(defaults), ...filledIn };
    const fill = (text: string) =>
      text
        .replaceAll('${__dirname}', opened)
        .replaceAll(/\$\{user_config\.(\w+)\}/g, (_, name: string) => values[name] ?? '');
    expect(command).toBe('node');
    const client = new Client({ name: 'desktop', version: '1' });
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: args.map(fill),
        env: {
          HOME: home,
          USERPROFILE: home,
          ...Object.fromEntries(Object.entries(env).map(([name, text]) => [name, fill(text)])),
        },
        stderr: 'ignore',
      }),
    );
    return client;
  }
});

function run(command: string, args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
}
