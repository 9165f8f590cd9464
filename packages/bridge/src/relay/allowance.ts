import type { Clock } from '../domain/port/clock.ts';
import { fullBucket, isFull, take, type Bucket, type Measure } from './bucket.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Of all browsers of a user. */
const SENDS: Measure = { most: 60, withinMs: MINUTE_MS };
const FRAMES: Measure = { most: 600, withinMs: MINUTE_MS };
/** Characters: more than anybody types, and no burden to the store. */
const TEXT: Measure = { most: 5_000_000, withinMs: DAY_MS };

/** So many are kept; then those are forgotten whose measure is full again. */
const MOST = 10_000;

/** What one person may send, whatever he sends it with, and however often he comes anew. */
export interface Allowance {
  /** Counts a message. False where it is one too many. */
  maySend(user: string): boolean;
  /** Counts characters of text. False where more than are left for the day; then they are not counted. */
  mayWrite(user: string, characters: number): boolean;
  /** Counts a frame of any kind. */
  maySpeak(user: string): boolean;
}

export function createAllowance(clock: Pick<Clock, 'now'>): Allowance {
  const sends = new Map<string, Bucket>();
  const texts = new Map<string, Bucket>();
  const frames = new Map<string, Bucket>();
  return {
    maySend: (user) => takeFrom(sends, user, SENDS),
    mayWrite: (user, characters) => takeFrom(texts, user, TEXT, characters),
    maySpeak: (user) => takeFrom(frames, user, FRAMES),
  };

  function takeFrom(buckets: Map<string, Bucket>, user: string, measure: Measure, count = 1): boolean {
    const now = clock.now();
    const known = buckets.get(user);
    if (known) return take(known, measure, now, count);
    if (buckets.size >= MOST)
      for (const [one, bucket] of buckets) if (isFull(bucket, measure, now)) buckets.delete(one);
    const bucket = fullBucket(measure, now);
    buckets.set(user, bucket);
    return take(bucket, measure, now, count);
  }
}
