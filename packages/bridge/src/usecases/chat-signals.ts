import type { Live } from '../domain/live.ts';
import type { Backplane } from '../domain/port/backplane.ts';
import type { Outgoing } from '../domain/thread.ts';
import type { Background } from './background.ts';

/** What the processes of one store tell each other about the chat and nobody stores. */
export type ChatSignal =
  | { readonly type: 'live'; readonly news: LiveNews }
  /** A thread is called otherwise, or was read. */
  | { readonly type: 'head'; readonly user: string; readonly thread: string }
  | { readonly type: 'removed'; readonly user: string; readonly thread: string }
  /** A link came or went. */
  | { readonly type: 'links' }
  /** For the link, which may be elsewhere: stop, or a decision. */
  | { readonly type: 'order'; readonly order: Order }
  /** May not be here any more. */
  | { readonly type: 'unwelcome'; readonly user: string };

/** What happens in a turn, and where. */
export interface LiveNews {
  readonly user: string;
  readonly thread: string;
  readonly link: string;
  readonly live: Live;
}

/** What is handed to the agent at once or not at all. */
export type Order = Outgoing & { readonly name: string };

export interface ChatSignals {
  /** To all others. */
  send(signal: ChatSignal): void;
  /** What others send, until it is closed. */
  listen(listener: (signal: ChatSignal) => void): void;
  close(): void;
}

export function createChatSignals(backplane: Backplane, background: Background): ChatSignals {
  const listeners = new Set<(signal: ChatSignal) => void>();
  const stop = backplane.listen((message) => {
    if (!isSignal(message)) return;
    for (const listener of listeners) tell(listener, message);
  });
  return {
    send: (signal) => backplane.publish(signal),
    listen: (listener) => void listeners.add(listener),
    close() {
      stop();
      listeners.clear();
    },
  };

  /** What one listener makes of it must not keep it from the others. */
  function tell(listener: (signal: ChatSignal) => void, signal: ChatSignal): void {
    try {
      listener(signal);
    } catch (thrown) {
      background('hear of another process', () => Promise.reject(thrown));
    }
  }
}

const TYPES = new Set(['live', 'head', 'removed', 'links', 'order', 'unwelcome']);

/** Our own processes are believed what they say; another version may say what is unknown here. */
function isSignal(message: unknown): message is ChatSignal {
  return (
    typeof message === 'object' &&
    message !== null &&
    'type' in message &&
    typeof message.type === 'string' &&
    TYPES.has(message.type)
  );
}
