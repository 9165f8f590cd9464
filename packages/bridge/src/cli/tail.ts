import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';

export interface End {
  readonly text: string;
  /** Up to where the file has been read, in bytes. */
  readonly position: number;
}

/** The last lines of a log, of the file before it as well where it has just begun. Undefined when there is no log. */
export function lastLines(file: string, count: number): End | undefined {
  const now = read(file);
  const before = read(`${file}.1`);
  if (now === undefined && before === undefined) return undefined;
  const lines = linesOf(now);
  const all = lines.length < count ? [...linesOf(before), ...lines] : lines;
  return { text: count === 0 ? '' : all.slice(-count).join(''), position: now?.length ?? 0 };
}

function linesOf(content: Buffer | undefined): string[] {
  return content?.toString('utf8').match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function read(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** What a person waits for without noticing. */
const LOOK_MS = 250;

const PIECE_BYTES = 64 * 1024;

/** Tells what is added to a file, and goes on with the next one when a new file takes its place. Ends with the returned function. */
export function followFile(file: string, from: number, tell: (piece: Buffer) => void): () => void {
  let position = from;
  let handle = open(file);
  const look = () => {
    handle ??= open(file);
    if (handle === undefined) return;
    position = readOn(handle, position, tell);
    if (isStill(file, handle)) return;
    // The last lines of the old one may have come between.
    readOn(handle, position, tell);
    closeSync(handle);
    handle = open(file);
    position = 0;
    if (handle !== undefined) position = readOn(handle, position, tell);
  };
  const timer = setInterval(look, LOOK_MS);
  return () => {
    clearInterval(timer);
    if (handle !== undefined) closeSync(handle);
  };
}

function open(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch {
    return undefined;
  }
}

function readOn(handle: number, from: number, tell: (piece: Buffer) => void): number {
  let position = from;
  const piece = Buffer.alloc(PIECE_BYTES);
  for (;;) {
    const bytes = readSync(handle, piece, 0, PIECE_BYTES, position);
    if (bytes === 0) return position;
    position += bytes;
    tell(Buffer.from(piece.subarray(0, bytes)));
  }
}

/** False once another file has the name. */
function isStill(file: string, handle: number): boolean {
  try {
    return statSync(file).ino === fstatSync(handle).ino;
  } catch {
    return false;
  }
}
