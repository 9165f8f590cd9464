import type { Clock } from '../domain/port/clock.ts';
import { fullBucket, isFull, take, type Bucket } from './bucket.ts';

/** In a minute, of all browsers of a user. */
const SENDS = 60;
const FRAMES = 600;

/** So many are kept; then those are forgotten who have been quiet for a minute. */
const MOST = 10_000;

/** What one person may send, whatever he sends it with, and however often he comes anew. */
export interface Allowance {
  /** Counts a message. False where it is one too many. */
  maySend(user: string): boolean;
  /** Counts a frame of any kind. */
  maySpeak(user: string): boolean;
}

export function createAllowance(clock: Pick<Clock, 'now'>): Allowance {
  const sends = new Map<string, Bucket>();
  const frames = new Map<string, Bucket>();
  return {
    maySend: (user) => takeFrom(sends, user, SENDS),
    maySpeak: (user) => takeFrom(frames, user, FRAMES),
  };

  function takeFrom(buckets: Map<string, Bucket>, user: string, perMinute: number): boolean {
    const now = clock.now();
    const known = buckets.get(user);
    if (known) return take(known, perMinute, now);
    if (buckets.size >= MOST)
      for (const [one, bucket] of buckets) if (isFull(bucket, perMinute, now)) buckets.delete(one);
    const bucket = fullBucket(perMinute, now);
    buckets.set(user, bucket);
    return take(bucket, perMinute, now);
  }
}
