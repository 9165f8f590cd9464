import type { Live, ToolCard } from '@clawbridge/wire';
import type { ReplyOptions } from 'openclaw/plugin-sdk/channel-core';
import { createPartials } from './partials.ts';
import { itemCard, startCard } from './tools.ts';

export interface TurnOptions {
  /** The message that began it. */
  readonly turn: string;
  readonly hasTools: boolean;
  readonly show: (live: Live) => boolean;
  readonly socket: () => unknown;
  readonly after: (ms: number, act: () => void) => () => void;
}

/** What a person sees while the agent is at his message. */
export interface Turn {
  readonly watches: Pick<ReplyOptions, 'onPartialReply' | 'onToolStart' | 'onItemEvent'>;
  readonly typing: { start(): Promise<void>; stop(): Promise<void> };
  /** The answer is there: what was written so far no longer matters. */
  answered(): void;
  end(): void;
}

export function createTurn({ turn, hasTools, show, socket, after }: TurnOptions): Turn {
  const partials = createPartials({ turn, show, socket, after });
  const cards = new Map<string, ToolCard>();

  function showCard(card: ToolCard | undefined): boolean {
    if (card === undefined || !hasTools) return false;
    const shown = cards.get(card.id);
    if (shown?.status === card.status && shown.title === card.title) return true;
    cards.set(card.id, card);
    return show({ type: 'tool', turn, tool: card });
  }

  return {
    watches: {
      onPartialReply(payload) {
        partials.update(() => payload.text ?? '');
        return true;
      },
      onToolStart(event) {
        const card = startCard(event);
        // What is known of it says more than its name.
        return showCard(card && (cards.get(card.id) ?? card));
      },
      onItemEvent: (event) => showCard(itemCard(event)),
    },
    typing: {
      start: async () => void show({ type: 'typing', on: true }),
      stop: async () => void show({ type: 'typing', on: false }),
    },
    answered: partials.stop,
    end() {
      partials.stop();
      show({ type: 'ended', turn });
    },
  };
}
