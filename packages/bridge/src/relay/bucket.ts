/** How many there may be in a time, and at once. */
export interface Bucket {
  tokens: number;
  filledAt: number;
}

/** What a bucket holds, and how long it takes to fill. */
export interface Measure {
  readonly most: number;
  readonly withinMs: number;
}

export function fullBucket({ most }: Measure, now: number): Bucket {
  return { tokens: most, filledAt: now };
}

/** Takes so many. False when there are less, and none is taken: they come back by themselves. */
export function take(bucket: Bucket, { most, withinMs }: Measure, now: number, count = 1): boolean {
  const since = Math.max(0, now - bucket.filledAt);
  bucket.tokens = Math.min(most, bucket.tokens + (since * most) / withinMs);
  bucket.filledAt = now;
  if (bucket.tokens < count) return false;
  bucket.tokens -= count;
  return true;
}

/** As if nobody had ever taken anything. */
export function isFull({ tokens, filledAt }: Bucket, { most, withinMs }: Measure, now: number): boolean {
  return tokens + ((now - filledAt) * most) / withinMs >= most;
}
