import * as wire from '@clawbridge/wire';
import { ask, Refusal, type Fetch } from '../../session/ask.ts';
import type { ChatHttp } from './chat.ts';

const PAGE = 50;

/** History, search and files, as the relay has them over HTTP. */
export function createChatHttp(fetch: Fetch): ChatHttp {
  return {
    readPage(thread, before) {
      const query = new URLSearchParams({ limit: String(PAGE) });
      if (before !== undefined) query.set('before', String(before));
      return ask(fetch, wire.page, `/chat/threads/${thread}/entries?${query}`);
    },
    search: (text, signal) =>
      ask(fetch, wire.hits, `/chat/search?${new URLSearchParams({ q: text })}`, { signal }),
    upload: ({ name, bytes }) =>
      ask(fetch, wire.uploaded, `/chat/files?${new URLSearchParams({ name })}`, {
        method: 'POST',
        body: bytes,
      }),
    troubleOf(thrown) {
      if (!(thrown instanceof Refusal)) return { message: String(thrown), isRetryable: true };
      const { message, hint, isRetryable } = thrown;
      return { message, hint, isRetryable };
    },
    isUnknown: (thrown) => thrown instanceof Refusal && thrown.status === 404,
  };
}
