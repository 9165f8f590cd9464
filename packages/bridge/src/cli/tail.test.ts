import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { followFile, lastLines } from './tail.ts';

function aLog(): string {
  const folder = mkdtempSync(join(tmpdir(), 'clawbridge-tail-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'x.log');
}

describe('the last lines of a log', () => {
  it('are as many as were asked for', () => {
    const file = aLog();
    writeFileSync(file, 'one\ntwo\nthree\n');
    expect(lastLines(file, 2)).toEqual({ text: 'two\nthree\n', position: 14 });
    expect(lastLines(file, 0)).toEqual({ text: '', position: 14 });
    expect(lastLines(file, 9)?.text).toBe('one\ntwo\nthree\n');
  });

  it('come from the file before where it has just begun', () => {
    const file = aLog();
    writeFileSync(`${file}.1`, 'one\ntwo\n');
    writeFileSync(file, '贾维斯\n');
    expect(lastLines(file, 2)).toEqual({ text: 'two\n贾维斯\n', position: 10 });
  });

  it('are none without a log', () => {
    expect(lastLines(aLog(), 2)).toBeUndefined();
  });
});

describe('following a log', () => {
  const follow = (file: string, from: number) => {
    let told = '';
    onTestFinished(followFile(file, from, (piece) => (told += piece.toString('utf8'))));
    return () => told;
  };

  it('tells what is added, and goes on in the next file', async () => {
    const file = aLog();
    writeFileSync(file, 'one\n');
    const told = follow(file, 4);
    appendFileSync(file, 'two\n');
    await expect.poll(told).toBe('two\n');
    appendFileSync(file, 'three\n');
    renameSync(file, `${file}.1`);
    appendFileSync(`${file}.1`, 'four\n');
    writeFileSync(file, 'five\n');
    await expect.poll(told).toBe('two\nthree\nfour\nfive\n');
  });

  it('waits for a log that is not there yet', async () => {
    const file = aLog();
    const told = follow(file, 0);
    writeFileSync(file, 'one\n');
    await expect.poll(told).toBe('one\n');
  });
});
