import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** True for a file whose last line was cut off: a disk that is full takes half of one. */
export function endsMidLine(file: string): boolean {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch {
    return false;
  }
  try {
    const { size } = fstatSync(handle);
    const last = Buffer.alloc(1);
    return size > 0 && readSync(handle, last, 0, 1, size - 1) === 1 && last.toString('latin1') !== '\n';
  } finally {
    closeSync(handle);
  }
}
