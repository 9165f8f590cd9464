import type { Language } from '../domain/voice.ts';
import { invalid } from './option.ts';
import type { OptionName, Values } from './options.ts';

/** How answers are made for the ear, where nothing else is said of one endpoint. */
export interface VoiceSettings {
  /** Undefined when nobody chose. */
  readonly language: Language | undefined;
  /** Undefined when nobody gave it a name. */
  readonly assistant: string | undefined;
  /** Milliseconds. */
  readonly waitMs: number;
  /** 0 for any length. */
  readonly maxChars: number;
  readonly maxBytes: number;
}

type Given = Pick<Values, 'voiceLanguage' | 'assistantName' | 'voiceWaitMs' | 'speechChars' | 'speechBytes'>;

/** Errors: `config_invalid`. */
export function readVoice(values: Given, placeOf: (name: OptionName) => string): VoiceSettings {
  const { voiceLanguage, assistantName, voiceWaitMs, speechChars, speechBytes } = values;
  return {
    language: voiceLanguage,
    assistant: assistantName && checkAssistant(assistantName, placeOf('assistantName')),
    waitMs: voiceWaitMs,
    maxChars: speechChars,
    maxBytes: speechBytes,
  };
}

/** What people call the assistant, in their language. */
export const ASSISTANTS: Readonly<Record<Language, string>> = { zh: '贾维斯', en: 'Jarvis' };

const MAX_ASSISTANT_CHARS = 40;

/** It is said in the middle of sentences, and stands in descriptions a model reads. */
export function checkAssistant(name: string, where: string): string {
  if (name.length <= MAX_ASSISTANT_CHARS && /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._·'’-]*$/u.test(name))
    return name;
  throw invalid(
    `${where} must be a name of letters, digits and blanks, with at most ${MAX_ASSISTANT_CHARS} characters.`,
  );
}
