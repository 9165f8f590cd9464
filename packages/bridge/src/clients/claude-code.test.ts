import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createClaudeCode } from './claude-code.ts';
import { makePlace } from './place.fixture.ts';
import type { Place } from './place.ts';

const entry = { kind: 'remote', url: 'https://claw.example.com/mcp' } as const;
const written = { type: 'http', url: entry.url };

/** A program in the place of `claude` that keeps what it was told, and then does this. */
function makeClaude(then: string): Place & { readonly told: () => string[][] } {
  const place = makePlace();
  const bin = join(place.home, 'bin');
  const log = join(place.home, 'told');
  mkdirSync(bin);
  writeFileSync(log, '');
  writeFileSync(
    join(bin, 'claude'),
    `#!${process.execPath}
require('node:fs').appendFileSync(${JSON.stringify(log)}, JSON.stringify(process.argv.slice(2)) + '\\n');
${then}`,
    { mode: 0o755 },
  );
  return {
    ...place,
    environment: { PATH: `/nowhere::${bin}` },
    told: () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as string[]),
  };
}

const has = ({ home }: Place, servers: object) =>
  writeFileSync(join(home, '.claude.json'), JSON.stringify({ mcpServers: servers }));

describe('Claude Code is told by its own program', () => {
  it('to add an entry, once it is asked to', async () => {
    const claude = makeClaude('');
    const change = await createClaudeCode(claude).prepare('openclaw', entry);
    expect(change).toMatchObject({ what: 'add', place: join(claude.home, '.claude.json') });
    expect(claude.told()).toEqual([]);
    if (change.what !== 'by hand') await change.apply();
    expect(claude.told()).toEqual([
      ['mcp', 'add-json', '--scope', 'user', 'openclaw', JSON.stringify(written)],
    ]);
  });

  it.each([
    ['replace', entry, ['remove', 'add-json']],
    ['remove', undefined, ['remove']],
  ])('to %s an entry', async (what, wanted, verbs) => {
    const claude = makeClaude('');
    has(claude, { openclaw: { type: 'stdio', command: 'old' } });
    const change = await createClaudeCode(claude).prepare('openclaw', wanted);
    expect(change.what).toBe(what);
    if (change.what !== 'by hand') await change.apply();
    expect(claude.told().map(([, verb]) => verb)).toEqual(verbs);
  });

  it.each([
    ['what it has already', { openclaw: written }, entry],
    ['of the absence of what it has not', {}, undefined],
  ])('nothing: %s', async (_, servers, wanted) => {
    const claude = makeClaude('');
    has(claude, servers);
    expect(await createClaudeCode(claude).prepare('openclaw', wanted)).toMatchObject({ what: 'nothing' });
    expect(claude.told()).toEqual([]);
  });

  it('and what it says when it fails is told', async () => {
    const claude = makeClaude(
      "console.error('first line\\nMCP server openclaw already exists'); process.exitCode = 1;",
    );
    const change = await createClaudeCode(claude).prepare('openclaw', entry);
    if (change.what === 'by hand') throw new Error(change.steps);
    await expect(change.apply()).rejects.toMatchObject({
      code: 'config_invalid',
      message: '`claude mcp add-json` failed: MCP server openclaw already exists',
    });
  });

  it('to take the old entry back when it does not take the new one', async () => {
    const old = { type: 'stdio', command: 'old', env: { KEY: 'kept' } };
    const claude = makeClaude(
      "if (process.argv.at(-1).includes('claw.example.com')) { console.error('no'); process.exitCode = 1; }",
    );
    has(claude, { openclaw: old });
    const change = await createClaudeCode(claude).prepare('openclaw', entry);
    if (change.what === 'by hand') throw new Error(change.steps);
    await expect(change.apply()).rejects.toMatchObject({
      code: 'config_invalid',
      message: '`claude mcp add-json` failed: no',
    });
    expect(claude.told().map(([, verb]) => verb)).toEqual(['remove', 'add-json', 'add-json']);
    expect(claude.told().at(-1)).toEqual([
      'mcp',
      'add-json',
      '--scope',
      'user',
      'openclaw',
      JSON.stringify(old),
    ]);
  });

  it('and that the old entry is gone is told when it takes neither', async () => {
    const claude = makeClaude("if (process.argv[3] === 'add-json') process.exitCode = 1;");
    has(claude, { openclaw: { type: 'stdio', command: 'old', env: { KEY: 'secret' } } });
    const change = await createClaudeCode(claude).prepare('openclaw', entry);
    if (change.what === 'by hand') throw new Error(change.steps);
    const failure: unknown = await change.apply().catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({
      code: 'config_invalid',
      hint: expect.stringContaining('the old entry could not be put back'),
    });
    expect(JSON.stringify(failure)).not.toContain('secret');
  });

  it('nothing more when it does not let the old entry go', async () => {
    const claude = makeClaude('process.exitCode = 1;');
    has(claude, { openclaw: { type: 'stdio', command: 'old' } });
    const change = await createClaudeCode(claude).prepare('openclaw', entry);
    if (change.what === 'by hand') throw new Error(change.steps);
    await expect(change.apply()).rejects.toMatchObject({ code: 'config_invalid' });
    expect(claude.told().map(([, verb]) => verb)).toEqual(['remove']);
  });
});
