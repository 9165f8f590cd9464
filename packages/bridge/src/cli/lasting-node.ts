import { realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Config } from '../config/read.ts';

/** The path by which a terminal finds this Node: that of the program itself may change with each update. */
export function lastingNode({ environment: { PATH = '' } }: Pick<Config, 'environment'>): string {
  const candidates = PATH.split(delimiter).map((folder) => join(folder, 'node'));
  return candidates.find(isThisNode) ?? process.execPath;
}

function isThisNode(file: string): boolean {
  try {
    return realpathSync(file) === realpathSync(process.execPath);
  } catch {
    return false;
  }
}
