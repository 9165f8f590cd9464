/** How many there may be in a minute, and at once. */
export interface Bucket {
  tokens: number;
  filledAt: number;
}

const MINUTE_MS = 60_000;

export function fullBucket(perMinute: number, now: number): Bucket {
  return { tokens: perMinute, filledAt: now };
}

/** Takes one. False when there is none: it comes back by itself. */
export function take(bucket: Bucket, perMinute: number, now: number): boolean {
  const since = Math.max(0, now - bucket.filledAt);
  bucket.tokens = Math.min(perMinute, bucket.tokens + (since * perMinute) / MINUTE_MS);
  bucket.filledAt = now;
  if (bucket.tokens < 1) return false;
  bucket.tokens--;
  return true;
}

/** As if nobody had ever taken anything. */
export function isFull({ tokens, filledAt }: Bucket, perMinute: number, now: number): boolean {
  return tokens + ((now - filledAt) * perMinute) / MINUTE_MS >= perMinute;
}
