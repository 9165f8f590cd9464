/** A time as clients and scripts see it. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
