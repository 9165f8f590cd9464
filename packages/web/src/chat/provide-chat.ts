import type { Entry, Person } from '@clawbridge/wire';
import { inject, onScopeDispose, provide, watch, type InjectionKey } from 'vue';
import { useShell } from '../shell/shell.ts';
import { createAttention } from './attention.ts';
import { newId } from './new-id.ts';
import { createChatHttp } from './state/chat-http.ts';
import { createChat, type Chat } from './state/chat.ts';
import { createDrafts, type Drafts } from './state/drafts.ts';
import { createMemoryStore } from './state/memory-store.ts';
import { createOutboxStore } from './state/outbox-store.ts';

/** The chat of whoever is signed in, and what he has begun to write. */
export interface ChatRoom {
  readonly chat: Chat;
  readonly drafts: Drafts;
}

const ROOM: InjectionKey<ChatRoom> = Symbol('chat');

/** Dials the relay, for as long as the component lives that calls it. */
export function provideChat(person: Person): ChatRoom {
  const shell = useShell();
  const chat = createChat({
    user: person.id,
    connect: () => new WebSocket(lineAddress(location)),
    clock: browserClock,
    chance: () => Math.random(),
    newId,
    http: createChatHttp((url, init) => fetch(url, init)),
    store: createOutboxStore(person.id),
    memory: createMemoryStore(person.id),
    onGone: () => tellNobody(shell.session.refresh()),
    onNews: (thread, entry) => onNews(thread, entry),
  });
  const attention = createAttention({ shell, chat });
  const onNews = (thread: string, entry: Entry) => attention.tell(thread, entry);
  tellNobody(chat.outbox.load());
  // A browser is not told why a socket was refused: perhaps it is signed out.
  watch(chat.connection.state, ({ kind }) => {
    if (kind === 'waiting' && navigator.onLine) tellNobody(shell.session.refresh());
  });
  followBrowser(chat);
  onScopeDispose(() => chat.close());
  const room = { chat, drafts: createDrafts(localStorage, person.id) };
  provide(ROOM, room);
  return room;
}

export function useChat(): ChatRoom {
  const room = inject(ROOM);
  if (room === undefined) throw new Error('The chat is provided by ChatPage.vue.');
  return room;
}

const browserClock = {
  now: () => Date.now(),
  after(ms: number, act: () => void) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

/** `wss:` where the page came over `https:`. */
function lineAddress({ protocol, host }: Pick<Location, 'protocol' | 'host'>): string {
  return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/chat`;
}

/** Somebody looks again, or is online again: now is better than in ten seconds. */
function followBrowser(chat: Chat): void {
  const stop = new AbortController();
  const { signal } = stop;
  const wake = () => {
    if (document.visibilityState === 'visible') chat.connection.wake();
  };
  window.addEventListener('online', wake, { signal });
  window.addEventListener('online', () => chat.happenings.add({ kind: 'online' }), { signal });
  window.addEventListener('offline', () => chat.happenings.add({ kind: 'offline' }), { signal });
  window.addEventListener('pageshow', wake, { signal });
  document.addEventListener('visibilitychange', wake, { signal });
  watch(
    () => chat.threads.unread.value,
    (unread) => (document.title = unread === 0 ? 'clawbridge' : `(${unread}) clawbridge`),
    { immediate: true },
  );
  onScopeDispose(() => stop.abort());
}

/** What it does shows on the page, and so does that it was not done. */
function tellNobody(promise: Promise<unknown>): void {
  promise.catch(() => undefined);
}
