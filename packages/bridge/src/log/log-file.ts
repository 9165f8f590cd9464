import { appendFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';
import { endsMidLine } from './ends-mid-line.ts';
import { lineOf } from './line-of.ts';
import type { LogOutput } from './pino-log.ts';
import { takeOver } from './take-over.ts';

export interface LogFileOptions {
  readonly file: string;
  /** Where lines go that the file cannot take. */
  readonly fallback: LogOutput;
  /** Makes the folder of the file. */
  readonly makeFolder: (folder: string) => void;
  /** Where a new file is begun, in bytes. */
  readonly maxBytes?: number;
  /** How many are kept, with the one that is written. */
  readonly files?: number;
  readonly now?: () => number;
}

export interface LogFile extends LogOutput {
  /** Resolves when all lines are in the file. Whoever still has one to write may. */
  close(): Promise<void>;
}

/** Somebody may have made room meanwhile. */
const RETRY_MS = 10_000;

/** A disk that does not answer must not fill the memory. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024;

/**
 * A log that does not grow for ever: `clawbridge.log`, and of what was before `clawbridge.log.1` and so on. Only its owner
 * may read it. Nothing that is wrong with the disk ends the process: lines then go to the fallback. Every line is one append,
 * so two processes may write one file; of the one that did not begin the new file, the last lines stand in the old one.
 */
export function createLogFile({
  file: path,
  fallback,
  makeFolder,
  maxBytes = 5 * 1024 * 1024,
  files = 5,
  now = Date.now,
}: LogFileOptions): LogFile {
  const file = resolve(path);
  const waiting = new Set<{ readonly line: string }>();
  let brokenAt: number | undefined;
  let isClosed = false;
  let stream = open();
  process.on('exit', saveWaiting);
  return {
    write(line) {
      if (isClosed) return append(line);
      if (stream === undefined && (brokenAt === undefined || now() - brokenAt >= RETRY_MS)) stream = open();
      if (stream === undefined || stream.writableLength > MOST_WAITING_BYTES) return fallback.write(line);
      const entry = { line };
      waiting.add(entry);
      return stream.write(line, (error) => {
        waiting.delete(entry);
        if (error) fallback.write(line);
      });
    },
    async close() {
      isClosed = true;
      process.off('exit', saveWaiting);
      const last = stream;
      if (last === undefined) return;
      await new Promise<void>((resolve) => {
        last.once('close', resolve);
        last.end();
      });
    },
  };

  function open(): RotatingFileStream | undefined {
    let isTorn: boolean;
    try {
      makeFolder(dirname(file));
      takeOver(file);
      isTorn = endsMidLine(file);
    } catch (thrown) {
      tellBroken(thrown);
      return undefined;
    }
    const opened = createStream(file, { size: `${maxBytes}B`, rotate: files - 1, mode: 0o600 });
    opened.on('open', () => {
      brokenAt = undefined;
    });
    opened.on('error', (error) => {
      if (stream === opened) stream = undefined;
      tellBroken(error);
    });
    if (isTorn) opened.write('\n');
    return opened;
  }

  /** Once, until it is mended. */
  function tellBroken(thrown: unknown): void {
    const isNews = brokenAt === undefined;
    brokenAt = now();
    if (!isNews) return;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    fallback.write(lineOf('error', `The log file cannot be written, so the log goes here: ${message}`));
  }

  function append(line: string): void {
    try {
      appendFileSync(file, line, { mode: 0o600 });
    } catch {
      fallback.write(line);
    }
  }

  /** Whoever ends the process in the middle of something says so last. What is on its way to the disk may then be there twice. */
  function saveWaiting(): void {
    if (waiting.size > 0) append([...waiting].map(({ line }) => line).join(''));
  }
}
