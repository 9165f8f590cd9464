import type { ClientEntry } from '../domain/client-entry.ts';
import type { McpClient } from '../domain/port/mcp-client.ts';
import { prepareFile } from './config-file.ts';

export interface FileClient {
  readonly title: string;
  readonly isShared: boolean;
  readonly file: string;
  /** Under which the file keeps its servers. */
  readonly key: string;
  /** An entry as the file has it. */
  readonly write: (entry: ClientEntry) => object;
}

/** A client that keeps its servers in a JSON file of its own. */
export function createFileClient({ title, isShared, file, key, write }: FileClient): McpClient {
  return {
    title,
    isShared,
    snippet: (name, entry) => snippetOf(key, name, write(entry)),
    prepare: async (name, entry) => await prepareFile(file, [key, name], entry && write(entry)),
  };
}

export function snippetOf(key: string, name: string, written: object): string {
  return JSON.stringify({ [key]: { [name]: written } }, undefined, 2);
}
