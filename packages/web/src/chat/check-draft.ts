import { MAX_ATTACHMENTS, MAX_FILE_BYTES, MAX_FILE_NAME_CHARS, MAX_TEXT_CHARS } from '@clawbridge/wire';
import type { Words } from '../words/en.ts';
import { tellSize } from './sizes.ts';
import type { WaitingFile } from './state/outbox.ts';

export interface CheckedFiles {
  readonly accepted: readonly WaitingFile[];
  /** Why the others are not, for a person. */
  readonly problems: readonly string[];
}

/** What the relay would refuse is refused before it is written in vain. */
export function checkFiles(
  held: readonly WaitingFile[],
  chosen: readonly File[],
  words: Words['composer'],
): CheckedFiles {
  const accepted: WaitingFile[] = [];
  const problems = new Set<string>();
  for (const file of chosen) {
    const name = file.name.slice(-MAX_FILE_NAME_CHARS);
    if (file.size > MAX_FILE_BYTES) problems.add(words.tooBig(name, tellSize(MAX_FILE_BYTES)));
    else if (file.size === 0) problems.add(words.empty(name));
    else if (held.length + accepted.length >= MAX_ATTACHMENTS) problems.add(words.tooMany(MAX_ATTACHMENTS));
    else accepted.push({ name, type: file.type, size: file.size, bytes: file });
  }
  return { accepted, problems: [...problems] };
}

export function checkText(text: string, words: Words['composer']): readonly string[] {
  return text.length > MAX_TEXT_CHARS ? [words.tooLong(MAX_TEXT_CHARS.toLocaleString('en'))] : [];
}
