import { computed, inject, watchEffect, type App, type ComputedRef, type InjectionKey } from 'vue';
import { createSession, type SessionState } from '../session/session.ts';
import { en, type Words } from '../words/en.ts';
import { zh } from '../words/zh.ts';
import { createRoutes, type Routes } from './routes.ts';
import { createSettings, type Settings } from './settings.ts';

/** What every part of the page knows. */
export interface Shell {
  readonly routes: Routes;
  readonly settings: Settings;
  readonly session: SessionState;
  readonly words: ComputedRef<Words>;
}

const SHELL: InjectionKey<Shell> = Symbol('shell');

export function provideShell(app: App): void {
  const settings = createSettings(localStorage, navigator.languages);
  const shell: Shell = {
    settings,
    routes: createRoutes(window),
    session: createSession({
      fetch: (url, init) => fetch(url, init),
      shelf: localStorage,
      onShelfChanged: (changed) => window.addEventListener('storage', ({ key }) => changed(key)),
    }),
    words: computed(() => (settings.language.value === 'zh' ? zh : en)),
  };
  watchEffect(() => {
    document.documentElement.lang = settings.language.value === 'zh' ? 'zh-CN' : 'en';
    document.documentElement.dataset['theme'] = settings.theme.value;
  });
  app.provide(SHELL, shell);
}

export function useShell(): Shell {
  const shell = inject(SHELL);
  if (shell === undefined) throw new Error('The shell is provided by main.ts.');
  return shell;
}

export function useWords(): ComputedRef<Words> {
  return useShell().words;
}
