/**
 * A UUID of version 7 (RFC 9562): the time first, then chance. Ids made after each other stand next to each other in
 * an index, so a burst of new tasks touches a few pages of the database and not one page each.
 * @param now milliseconds since 1970
 * @param randomUuid a UUID of version 4; its chance is kept
 */
export function timeOrderedId(now: number, randomUuid: string): string {
  const time = now.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUuid.slice(15)}`;
}
