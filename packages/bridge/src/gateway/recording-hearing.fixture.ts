import { vi } from 'vitest';
import type { FailureRecord } from '../domain/failure.ts';
import type { GatewayNews, Hearing } from '../domain/port/gateway-ear.ts';

type NewsOf<K extends GatewayNews['kind']> = Extract<GatewayNews, { kind: K }>;

export interface RecordingHearing extends Hearing {
  /** What was called, in order. */
  readonly calls: readonly ('connected' | 'news' | 'lost')[];
  readonly losses: readonly FailureRecord[];
  /** The news of one kind so far. */
  news<K extends GatewayNews['kind']>(kind: K): readonly NewsOf<K>[];
  /** Resolves with the first news of this kind that fits, past or future. */
  heard<K extends GatewayNews['kind']>(kind: K, fits: (news: NewsOf<K>) => boolean): Promise<NewsOf<K>>;
  /** Resolves when it has been connected so many times. */
  connected(times: number): Promise<void>;
  /** Resolves with the loss of this number, which counts from 1. */
  lost(number: number): Promise<FailureRecord>;
}

/** Long enough for a real gateway to start. */
const PATIENCE = { timeout: 60_000, interval: 10 };

/** A Hearing that keeps what it hears. */
export function createRecordingHearing(): RecordingHearing {
  const calls: ('connected' | 'news' | 'lost')[] = [];
  const losses: FailureRecord[] = [];
  const all: GatewayNews[] = [];
  const news = <K extends GatewayNews['kind']>(kind: K) =>
    all.filter((one): one is NewsOf<K> => one.kind === kind);
  return {
    calls,
    losses,
    news,
    onConnected: () => void calls.push('connected'),
    onNews(one) {
      calls.push('news');
      all.push(one);
    },
    onLost(failure) {
      calls.push('lost');
      losses.push(failure);
    },
    heard: async (kind, fits) => await vi.waitUntil(() => news(kind).find(fits), PATIENCE),
    async connected(times) {
      await vi.waitUntil(() => calls.filter((one) => one === 'connected').length >= times, PATIENCE);
    },
    lost: async (number) => await vi.waitUntil(() => losses[number - 1], PATIENCE),
  };
}
