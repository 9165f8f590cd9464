import { readFileSync } from 'node:fs';
import { invalid } from './option.ts';

/** The secret in a file, without the line break editors add. Errors: `config_invalid`, naming the file and never its content. */
export function readSecretFile(file: string, where: string): string {
  let content: string;
  try {
    content = readFileSync(file, 'utf8').trim();
  } catch (thrown) {
    const reason = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unreadable';
    throw invalid(`${where} names ${file}, which cannot be read (${reason}).`);
  }
  if (content === '') throw invalid(`${where} names ${file}, which is empty.`);
  return content;
}
