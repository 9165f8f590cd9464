import { Failure } from '../../domain/failure.ts';

/** What a client is told while nothing can be looked up: its tokens and codes are not called bad for it. */
export const AWAY = {
  status: 503,
  /** In seconds. */
  headers: { 'retry-after': '5' },
  body: {
    error: 'temporarily_unavailable',
    error_description: 'Not available now. Try again in a moment.',
  },
} as const;

export function isStoreAway(thrown: unknown): boolean {
  return thrown instanceof Failure && thrown.code === 'store_unavailable';
}
