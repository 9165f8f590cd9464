/** The newest of a list, oldest first, whose JSON has about so many characters together; the newest one in any case. */
export function newestWithin<T>(oldestFirst: readonly T[], maxChars: number): readonly T[] {
  let chars = 0;
  let first = oldestFirst.length;
  while (first > 0) {
    chars += JSON.stringify(oldestFirst[first - 1]).length;
    if (chars > maxChars && first < oldestFirst.length) break;
    first--;
  }
  return oldestFirst.slice(first);
}
