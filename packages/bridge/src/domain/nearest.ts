/** What somebody probably meant: the candidate that fewest typing errors lead away from, if they are few. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const scored = candidates.map((candidate) => ({
    candidate,
    errors: typingErrors(plain(word), plain(candidate)),
  }));
  const best = scored.toSorted((a, b) => a.errors - b.errors)[0];
  return best !== undefined && best.errors <= Math.max(1, Math.floor(word.length / 3))
    ? best.candidate
    : undefined;
}

/** `sessionId`, `session-id` and `session_id` are one name in three habits. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, '');
}

/** Edit distance: letters added, left out, replaced, or swapped with their neighbour. */
function typingErrors(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced, swapped));
    }
  }
  return at(a.length, b.length);
}
