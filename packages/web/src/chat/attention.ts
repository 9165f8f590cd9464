import type { Entry } from '@clawbridge/wire';
import type { Shell } from '../shell/shell.ts';
import type { Chat } from './state/chat.ts';

export interface Attention {
  /** Something came from the agent. */
  tell(thread: string, entry: Entry): void;
}

/** Tells whoever looks elsewhere that there is news, if he wants that. */
export function createAttention({ shell, chat }: { readonly shell: Shell; readonly chat: Chat }): Attention {
  const { settings, words } = shell;
  return {
    tell(thread, entry) {
      if (!settings.isNotified.value || document.visibilityState === 'visible') return;
      if (!('Notification' in window) || Notification.permission !== 'granted') return;
      const text = newsOf(entry);
      if (text === undefined) return;
      const title =
        entry.kind === 'approval'
          ? words.value.notification.approval
          : (chat.threads.find(thread)?.title ?? words.value.notification.title);
      show(title, text, thread).catch(() => undefined);
    },
  };
}

/** One for each thread: the newest replaces the one before. By the service worker, which leads back to it: phones allow no other. */
async function show(title: string, body: string, thread: string): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration?.showNotification(title, { body, tag: thread, icon: '/icon.svg', data: { thread } });
}

function newsOf(entry: Entry): string | undefined {
  if (entry.kind === 'answered') return entry.isFinal ? entry.text.slice(0, 200) : undefined;
  if (entry.kind === 'approval') return entry.approval.what.slice(0, 200);
  return entry.kind === 'notice' ? entry.text.slice(0, 200) : undefined;
}
