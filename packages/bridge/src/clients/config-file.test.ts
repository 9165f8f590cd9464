import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepareFile, readMember, sameEntry } from './config-file.ts';
import type { MemberPath } from './edit-json.ts';
import { makePlace } from './place.fixture.ts';

const PATH: MemberPath = ['mcpServers', 'openclaw'];
const ENTRY = { command: 'clawbridge' };
const OTHERS =
  '{\n  "mcpServers": {\n    "files": { "command": "files", "env": { "KEY": "hunter2" } }\n  }\n}\n';

function makeFile(content?: string) {
  const folder = makePlace().home;
  const file = join(folder, 'mcp.json');
  if (content !== undefined) writeFileSync(file, content);
  return { folder, file, read: () => readFileSync(file, 'utf8') };
}

describe('the file of a client', () => {
  it('is made where there is none, with its folders, for its owner only', async () => {
    const file = join(makePlace().home, 'a', 'b', 'mcp.json');
    const change = await prepareFile(file, PATH, ENTRY);
    expect(change.what).toBe('add');
    expect(existsSync(file)).toBe(false);
    expect(await change.apply()).toBeUndefined();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ mcpServers: { openclaw: ENTRY } });
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it('keeps everything else, its permissions, and a copy of what it was', async () => {
    const { folder, file, read } = makeFile(OTHERS);
    chmodSync(file, 0o640);
    const backup = await (await prepareFile(file, PATH, ENTRY)).apply();
    expect(read()).toContain('"files": { "command": "files", "env": { "KEY": "hunter2" } }');
    expect(await readMember(file, PATH)).toEqual(ENTRY);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readFileSync(backup ?? '', 'utf8')).toBe(OTHERS);
    expect(readdirSync(folder).toSorted()).toEqual(['mcp.json', 'mcp.json.backup-1']);
  });

  it('never loses an older copy', async () => {
    const { file } = makeFile(OTHERS);
    const first = await (await prepareFile(file, PATH, ENTRY)).apply();
    const second = await (await prepareFile(file, PATH, undefined)).apply();
    expect([first, second]).toEqual([`${file}.backup-1`, `${file}.backup-2`]);
    expect(readFileSync(first ?? '', 'utf8')).toBe(OTHERS);
  });

  it('is left alone when it has the entry already', async () => {
    const { folder, file, read } = makeFile(
      '{"mcpServers":{"openclaw":{"args":[],"command":"clawbridge","env":{}}}}',
    );
    const before = read();
    const change = await prepareFile(file, PATH, ENTRY);
    expect(change.what).toBe('nothing');
    expect(await change.apply()).toBeUndefined();
    expect(read()).toBe(before);
    expect(readdirSync(folder)).toEqual(['mcp.json']);
  });

  it.each([
    { what: 'replace', content: '{"mcpServers":{"openclaw":{"command":"old"}}}', value: ENTRY },
    { what: 'remove', content: '{"mcpServers":{"openclaw":{"command":"old"}}}', value: undefined },
    { what: 'nothing', content: OTHERS, value: undefined },
    { what: 'nothing', content: undefined, value: undefined },
  ])('has to $what with $content', async ({ what, content, value }) => {
    const { file } = makeFile(content);
    const change = await prepareFile(file, PATH, value);
    expect(change).toMatchObject({ what, place: file });
    await change.apply();
    expect(await readMember(file, PATH)).toEqual(value);
    expect(existsSync(file)).toBe(content !== undefined);
  });

  it('keeps its byte order mark', async () => {
    const { file, read } = makeFile('\uFEFF{}');
    await (await prepareFile(file, PATH, ENTRY)).apply();
    expect(read().startsWith('\uFEFF{')).toBe(true);
    expect(await readMember(file, PATH)).toEqual(ENTRY);
  });

  it('stays a link when it is one', async () => {
    const { folder, file } = makeFile();
    mkdirSync(join(folder, 'dotfiles'));
    const target = join(folder, 'dotfiles', 'mcp.json');
    writeFileSync(target, OTHERS);
    symlinkSync(target, file);
    const backup = await (await prepareFile(file, PATH, ENTRY)).apply();
    expect(readlinkSync(file)).toBe(target);
    expect(JSON.parse(readFileSync(target, 'utf8'))).toMatchObject({ mcpServers: { openclaw: ENTRY } });
    expect(backup).toBe(`${target}.backup-1`);
  });

  it('is not overwritten when somebody else has changed it meanwhile', async () => {
    const { folder, file, read } = makeFile(OTHERS);
    const change = await prepareFile(file, PATH, ENTRY);
    writeFileSync(file, '{"theirs":1}');
    await expect(change.apply()).rejects.toMatchObject({
      code: 'config_invalid',
      message: `${file}: Another program changed the file in this moment.`,
    });
    expect(read()).toBe('{"theirs":1}');
    expect(readdirSync(folder)).toEqual(['mcp.json']);
  });

  it('is not touched when it is not understood, and the error names it', async () => {
    const { folder, file, read } = makeFile('{ "key": hunter2 }');
    await expect(prepareFile(file, PATH, ENTRY)).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringMatching(
        /mcp\.json: The file cannot be changed: line 1, column \d+ is not valid JSON\.$/,
      ),
      hint: 'Mend it first; nothing was touched.',
    });
    expect(read()).toBe('{ "key": hunter2 }');
    expect(readdirSync(folder)).toEqual(['mcp.json']);
  });

  it('says why it cannot be read', async () => {
    const folder = makePlace().home;
    await expect(prepareFile(folder, PATH, ENTRY)).rejects.toMatchObject({
      code: 'config_invalid',
      message: `${folder} cannot be read or written (EISDIR).`,
    });
  });
});

describe('two entries are the same', () => {
  it.each([
    [{ command: 'a' }, { command: 'a', args: [], env: {} }, true],
    [{ command: 'a', args: ['b'] }, { args: ['b'], command: 'a' }, true],
    [{ command: 'a', args: ['b'] }, { command: 'a' }, false],
    [undefined, undefined, true],
    [undefined, {}, false],
    ['a', 'a', true],
  ])('%j and %j: %s', (one, other, same) => {
    expect(sameEntry(one, other)).toBe(same);
  });
});
