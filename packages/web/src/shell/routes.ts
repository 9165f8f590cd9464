import { shallowRef, type ShallowRef } from 'vue';

/** Where in the page somebody is. */
export type Place =
  | {
      readonly kind: 'chat';
      readonly thread?: string;
      /** The entry of the thread that is looked for. */
      readonly seq?: number;
    }
  | {
      readonly kind: 'console';
      /** What follows `#/console/`; empty for the first page. */
      readonly page: string;
    }
  /** Somebody follows an invitation. */
  | { readonly kind: 'invite'; readonly code: string };

export interface Routes {
  readonly place: ShallowRef<Place>;
  go(place: Place): void;
  /** Without an entry in the browser's history: for what cannot be gone back to. */
  replace(place: Place): void;
}

/** What is needed of `window`. */
export interface Locator {
  readonly location: { readonly hash: string; readonly pathname: string; readonly search: string };
  readonly history: {
    pushState(data: unknown, unused: string, url: string): void;
    replaceState(data: unknown, unused: string, url: string): void;
  };
  addEventListener(type: 'hashchange' | 'popstate', listener: () => void): void;
}

/** The address is the state: a reload, a bookmark and the back button lead where they should. */
export function createRoutes(locator: Locator): Routes {
  const place = shallowRef<Place>(readPlace(locator.location.hash));
  const follow = () => {
    place.value = readPlace(locator.location.hash);
    hideCode();
  };
  // The code lets in whoever has it: it does not stay in the address bar and in the history.
  const hideCode = () => {
    if (place.value.kind !== 'invite') return;
    const { pathname, search } = locator.location;
    locator.history.replaceState(null, '', `${pathname}${search}#/`);
  };
  hideCode();
  locator.addEventListener('hashchange', follow);
  locator.addEventListener('popstate', follow);
  return {
    place,
    go(next) {
      locator.history.pushState(null, '', hashOf(next));
      place.value = next;
    },
    replace(next) {
      locator.history.replaceState(null, '', hashOf(next));
      place.value = next;
    },
  };
}

/** `#/t/ID`, `#/t/ID/SEQ`, `#/console/PAGE`, `#invite=CODE`; anything else is the chat. */
export function readPlace(hash: string): Place {
  const invite = /^#invite=([\w-]+)$/.exec(hash)?.[1];
  if (invite !== undefined) return { kind: 'invite', code: invite };
  const [, thread, seq] = /^#\/t\/([a-z\d-]{1,64})(?:\/(\d{1,15}))?$/.exec(hash) ?? [];
  if (thread !== undefined)
    return { kind: 'chat', thread, ...(seq === undefined ? {} : { seq: Number(seq) }) };
  const page = /^#\/console(?:\/([\w/-]*))?$/.exec(hash);
  if (page !== null) return { kind: 'console', page: page[1] ?? '' };
  return { kind: 'chat' };
}

export function hashOf(place: Place): string {
  switch (place.kind) {
    case 'chat':
      if (place.thread === undefined) return '#/';
      return place.seq === undefined ? `#/t/${place.thread}` : `#/t/${place.thread}/${place.seq}`;
    case 'console':
      return place.page === '' ? '#/console' : `#/console/${place.page}`;
    case 'invite':
      return '#/';
  }
}
