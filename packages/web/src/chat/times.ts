import { computed, onScopeDispose, ref, type ComputedRef } from 'vue';
import type { Language } from '../shell/settings.ts';
import { useShell } from '../shell/shell.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** How times are said in the language of the page. */
export interface Times {
  /** `14:05` */
  clock(at: number): string;
  /** `14:05:09` */
  exact(at: number): string;
  /** `Today`, `Yesterday`, `Monday, 16 November` */
  day(at: number): string;
  /** As short as it can be: `14:05`, `Mon`, `16 Nov`, `16/11/2025` */
  short(at: number): string;
  full(at: number): string;
}

export function timesIn(
  language: Language,
  words: { readonly today: string; readonly yesterday: string },
  now: () => number,
): Times {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const formatter = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options);
  const clock = formatter({ hour: '2-digit', minute: '2-digit' });
  const exact = formatter({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const weekday = formatter({ weekday: 'short' });
  const date = formatter({ day: 'numeric', month: 'short' });
  const year = formatter({ day: 'numeric', month: 'numeric', year: 'numeric' });
  const long = formatter({ weekday: 'long', day: 'numeric', month: 'long' });
  const full = formatter({ dateStyle: 'full', timeStyle: 'medium' });
  return {
    clock: (at) => clock.format(at),
    exact: (at) => exact.format(at),
    day(at) {
      const days = daysBetween(at, now());
      if (days === 0) return words.today;
      return days === 1 ? words.yesterday : long.format(at);
    },
    short(at) {
      const days = daysBetween(at, now());
      if (days <= 0) return clock.format(at);
      if (days < 7) return weekday.format(at);
      return days < 300 ? date.format(at) : year.format(at);
    },
    full: (at) => full.format(at),
  };
}

/** Midnights between two moments. */
function daysBetween(at: number, now: number): number {
  const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0);
  return Math.round((midnight(now) - midnight(at)) / DAY_MS);
}

/** Said anew every minute: what is today is not for ever. */
export function useTimes(): ComputedRef<Times> {
  const { settings, words } = useShell();
  const now = ref(Date.now());
  const timer = setInterval(() => (now.value = Date.now()), 60_000);
  onScopeDispose(() => clearInterval(timer));
  return computed(() => timesIn(settings.language.value, words.value.common, () => now.value));
}
