import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';
import { appendLine } from './append-line.ts';
import { createLogFile, type LogFileOptions } from './log-file.ts';

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'clawbridge-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function aLogFile(over: Partial<LogFileOptions> = {}) {
  const file = over.file ?? join(aFolder(), 'logs', 'clawbridge.log');
  let fallen = '';
  const log = createLogFile({
    file,
    fallback: { write: (line) => (fallen += line) },
    makeFolder: (folder) => void mkdirSync(folder, { recursive: true, mode: 0o700 }),
    ...over,
  });
  return { log, file, fallen: () => fallen, lines: () => readFileSync(file, 'utf8').split('\n') };
}

describe('the log file', () => {
  it('has every line once it is closed, and only its owner can read it', async () => {
    const { log, file, lines } = aLogFile();
    for (let i = 0; i < 1000; i++) log.write(`line ${i}\n`);
    await log.close();
    expect(lines()).toEqual([...Array.from({ length: 1000 }, (_, i) => `line ${i}`), '']);
    if (process.platform === 'win32') return;
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
  });

  it.skipIf(process.platform === 'win32')('is closed to others, where it was open to them', async () => {
    const file = join(aFolder(), 'x.log');
    writeFileSync(file, 'old\n');
    chmodSync(file, 0o666);
    const { log, lines } = aLogFile({ file });
    log.write('new\n');
    await log.close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(lines()).toEqual(['old', 'new', '']);
  });

  it.skipIf(process.platform === 'win32')('is no pipe, at which everything would wait', async () => {
    const file = join(aFolder(), 'pipe');
    execFileSync('mkfifo', [file]);
    const { log, fallen } = aLogFile({ file });
    log.write('line\n');
    await log.close();
    appendLine(file, 'line', { makeFolder() {} });
    expect(fallen()).toMatch(/is no file.*\nline\n$/);
  });

  it('goes on where the last process stopped', async () => {
    const first = aLogFile();
    first.log.write('one\n');
    await first.log.close();
    const second = aLogFile({ file: first.file });
    second.log.write('two\n');
    await second.log.close();
    expect(first.lines()).toEqual(['one', 'two', '']);
  });

  it('begins a new line where the last one was cut off', async () => {
    const { log, file, lines } = aLogFile({ file: join(aFolder(), 'x.log') });
    await log.close();
    writeFileSync(file, '{"half');
    const second = aLogFile({ file });
    second.log.write('whole\n');
    await second.log.close();
    expect(lines()).toEqual(['{"half', 'whole', '']);
  });

  it('begins a new file at its limit, and keeps so many', async () => {
    const { log, file } = aLogFile({ maxBytes: 100, files: 3 });
    for (let i = 0; i < 100; i++) log.write(`line ${String(i).padStart(4, '0')}\n`);
    await log.close();
    const names = readdirSync(dirname(file)).toSorted();
    expect(names).toEqual(['clawbridge.log', 'clawbridge.log.1', 'clawbridge.log.2']);
    const kept = ['.2', '.1', ''].map((end) => readFileSync(file + end, 'utf8')).join('');
    const lines = kept.trimEnd().split('\n');
    expect(lines.at(-1)).toBe('line 0099');
    expect(lines).toEqual(lines.map((_, i) => `line ${String(100 - lines.length + i).padStart(4, '0')}`));
  });

  it('takes what is said after it was closed', async () => {
    const { log, lines } = aLogFile();
    log.write('one\n');
    await log.close();
    log.write('two\n');
    expect(lines()).toEqual(['one', 'two', '']);
  });
});

describe('a disk that does not take the log', () => {
  it('gets nobody killed: lines go to the fallback, and why is told once', async () => {
    const folder = aFolder();
    writeFileSync(join(folder, 'file'), '');
    const { log, fallen } = aLogFile({ file: join(folder, 'file', 'logs', 'x.log') });
    log.write('one\n');
    log.write('two\n');
    await expect.poll(fallen).toContain('two');
    expect(fallen().match(/cannot be written/g)).toHaveLength(1);
    expect(fallen()).toContain('one\n');
    await log.close();
  });

  it.skipIf(!existsSync('/dev/full'))('is full: nothing is lost that was said', async () => {
    const { log, fallen } = aLogFile({ file: '/dev/full' });
    log.write('one\n');
    await expect.poll(fallen).toContain('one\n');
    await log.close();
  });

  it('is tried again later', async () => {
    const folder = aFolder();
    const place = join(folder, 'logs');
    writeFileSync(place, '');
    let now = 0;
    const { log, file, fallen, lines } = aLogFile({ file: join(place, 'x.log'), now: () => now });
    log.write('one\n');
    await expect.poll(fallen).toContain('one\n');
    rmSync(place);
    log.write('two\n');
    expect(fallen()).toContain('two\n');
    now += 10_000;
    log.write('three\n');
    await log.close();
    expect(existsSync(file)).toBe(true);
    expect(lines()).toEqual(['three', '']);
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('may be forbidden', async () => {
    const folder = aFolder();
    chmodSync(folder, 0o500);
    const { log, fallen } = aLogFile({ file: join(folder, 'x.log') });
    log.write('one\n');
    await expect.poll(fallen).toContain('one\n');
    await log.close();
  });
});

describe('processes with one log file', () => {
  /** A process that writes so many lines and ends in its way. */
  async function writer(file: string, name: string, count: number, end: string) {
    const bundle = join(aFolder(), 'writer.cjs');
    await build({
      stdin: {
        contents: `
          import { mkdirSync } from 'node:fs';
          import { createLogFile } from './log-file.ts';
          const log = createLogFile({ file: ${JSON.stringify(file)}, maxBytes: 20_000, files: 5,
            fallback: process.stderr, makeFolder: (folder) => mkdirSync(folder, { recursive: true }) });
          for (let i = 0; i < ${count}; i++) {
            log.write(JSON.stringify({ name: ${JSON.stringify(name)}, i, pad: 'x'.repeat(50) }) + '\\n');
            if (i % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
          }
          ${end}`,
        resolveDir: import.meta.dirname,
        loader: 'ts',
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: bundle.replace('.cjs', '.mjs'),
      logLevel: 'silent',
    });
    const child = spawn(process.execPath, [bundle.replace('.cjs', '.mjs')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (piece: string) => (stderr += piece));
    const [code] = await once(child, 'close');
    return { code, stderr };
  }

  it('may be two while one takes over: no line is torn', async () => {
    const file = join(aFolder(), 'clawbridge.log');
    await Promise.all(['old', 'new'].map((name) => writer(file, name, 400, 'await log.close();')));
    const names = readdirSync(dirname(file));
    expect(names.length).toBeLessThanOrEqual(5);
    for (const name of names)
      for (const line of readFileSync(join(dirname(file), name), 'utf8')
        .trimEnd()
        .split('\n'))
        expect(JSON.parse(line)).toMatchObject({ pad: 'x'.repeat(50) });
  });

  it('says its last words also when it ends in the middle of something', async () => {
    const file = join(aFolder(), 'clawbridge.log');
    await writer(file, 'one', 50, 'log.write(\'{"last":true}\\n\'); process.exit(1);');
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const said = lines.map((line) => JSON.parse(line) as { i?: number; last?: true });
    // What was on its way to the disk in that moment may be there twice.
    expect([...new Set(said.map(({ i }) => i))].filter((i) => i !== undefined)).toHaveLength(50);
    expect(said).toContainEqual({ last: true });
  });
});

describe('a line in a log nobody has opened', () => {
  const makeFolder = (folder: string) => void mkdirSync(folder, { recursive: true });

  it('is written behind the others, as one of them', () => {
    const file = join(aFolder(), 'logs', 'x.log');
    appendLine(file, 'it does "not" start', { makeFolder });
    appendLine(file, 'again', { makeFolder });
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { level: 'error', time: expect.any(String), msg: 'it does "not" start' },
      { level: 'error', time: expect.any(String), msg: 'again' },
    ]);
  });

  it('is nothing where it cannot be written', () => {
    const file = join(aFolder(), 'file');
    writeFileSync(file, '');
    expect(() => appendLine(join(file, 'x.log'), 'x', { makeFolder })).not.toThrow();
  });
});
