import type { Language, Voice } from '../../../domain/voice.ts';
import type { Words } from './words.ts';
import { en } from './words/en.ts';
import { zh } from './words/zh.ts';

const LANGUAGES: Readonly<Record<Language, (assistant: string) => Words>> = { zh, en };

const known = new Map<string, Words>();

/** Made once for a language and a name: endpoints share them. */
export function wordsOf({ language, assistant }: Pick<Voice, 'language' | 'assistant'>): Words {
  const key = `${language} ${assistant}`;
  const words = known.get(key) ?? LANGUAGES[language](assistant);
  known.set(key, words);
  return words;
}
