import { computed, inject, onScopeDispose, provide, type ComputedRef, type InjectionKey } from 'vue';
import { useShell } from '../shell/shell.ts';
import { tellRefusal, type Told } from '../session/tell-refusal.ts';
import { Refusal } from '../session/ask.ts';
import { createSayTime, type SayTime } from './say-time.ts';
import type { ConsoleState } from './state/console-state.ts';
import type { Poll } from './state/poll.ts';
import { en, type ConsoleWords } from './words/en.ts';
import { zh } from './words/zh.ts';

const CONSOLE: InjectionKey<ConsoleState> = Symbol('console');

export function provideConsole(state: ConsoleState): void {
  provide(CONSOLE, state);
}

export function useConsole(): ConsoleState {
  const state = inject(CONSOLE);
  if (state === undefined) throw new Error('The console is provided by ConsolePage.vue.');
  return state;
}

export function useConsoleWords(): ComputedRef<ConsoleWords> {
  const { settings } = useShell();
  return computed(() => (settings.language.value === 'zh' ? zh : en));
}

export function useSayTime(): ComputedRef<SayTime> {
  const { settings } = useShell();
  return computed(() => createSayTime(settings.language.value));
}

/** Reads as long as the component is there. */
export function usePoll<T>(poll: Poll<T>): Poll<T> {
  onScopeDispose(poll.start());
  return poll;
}

/** What went wrong, in words. */
export function useTell(): (thrown: unknown) => Told {
  const { words } = useShell();
  const ours = useConsoleWords();
  return (thrown) =>
    thrown instanceof Refusal
      ? tellRefusal(thrown, words.value)
      : { message: ours.value.common.unreachable, hint: ours.value.common.unreachableHint };
}
