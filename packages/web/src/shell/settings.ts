import { computed, ref, watch, type ComputedRef, type Ref } from 'vue';

export type Language = 'en' | 'zh';
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** What somebody prefers, kept in this browser. */
export interface Settings {
  /** `auto`: as the browser says. */
  readonly preferredLanguage: Ref<Language | 'auto'>;
  readonly language: ComputedRef<Language>;
  readonly theme: Ref<Theme>;
  /** Wants to be told of answers while he looks elsewhere. */
  readonly isNotified: Ref<boolean>;
}

/** The part of `localStorage` that is needed. */
export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export function createSettings(shelf: Shelf, browserLanguages: readonly string[]): Settings {
  const preferredLanguage = kept(shelf, 'language', readLanguage);
  const theme = kept(shelf, 'theme', readTheme);
  const isNotified = kept(shelf, 'notified', (text) => text === 'true');
  const language = computed(() =>
    preferredLanguage.value === 'auto' ? firstSpoken(browserLanguages) : preferredLanguage.value,
  );
  return { preferredLanguage, language, theme, isNotified };
}

function kept<T extends string | boolean>(
  shelf: Shelf,
  name: string,
  read: (text: string | null) => T,
): Ref<T> {
  const key = `clawbridge.${name}`;
  const setting = ref(read(shelf.getItem(key))) as Ref<T>;
  watch(setting, (value) => shelf.setItem(key, String(value)), { flush: 'sync' });
  return setting;
}

function readLanguage(text: string | null): Language | 'auto' {
  return text === 'en' || text === 'zh' ? text : 'auto';
}

function readTheme(text: string | null): Theme {
  return THEMES.find((theme) => theme === text) ?? 'system';
}

function firstSpoken(languages: readonly string[]): Language {
  for (const language of languages) {
    if (/^zh\b/i.test(language)) return 'zh';
    if (/^en\b/i.test(language)) return 'en';
  }
  return 'en';
}
