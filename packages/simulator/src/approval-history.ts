import { recordShape, type Approval, type ApprovalKind } from './approval.ts';
import { isRecord, parseJson } from './frame.ts';

const DEFAULT_ITEMS = 50;

export interface HistoryQuery {
  readonly limit?: number | undefined;
  readonly kind?: ApprovalKind | undefined;
  readonly cursor?: string | undefined;
}

/** A page of those that are over, the last to end first. */
export function approvalHistory(
  all: readonly Approval[],
  { limit = DEFAULT_ITEMS, kind, cursor }: HistoryQuery,
): object {
  const over = all
    .filter(({ ending, kind: its }) => ending !== undefined && (kind === undefined || its === kind))
    .toReversed()
    .toSorted((a, b) => (b.ending?.atMs ?? 0) - (a.ending?.atMs ?? 0));
  const start = cursor === undefined ? 0 : over.findIndex(({ id }) => id === idOf(cursor)) + 1;
  const page = over.slice(start, start + limit);
  const last = page.at(-1);
  const hasMore = last !== undefined && start + limit < over.length;
  return { items: page.map(recordShape), ...(hasMore ? { nextCursor: cursorTo(last) } : {}) };
}

function cursorTo({ id, ending }: Approval): string {
  const place = { v: 1, resolvedAtMs: ending?.atMs, id };
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function idOf(cursor: string): unknown {
  const place = parseJson(Buffer.from(cursor, 'base64url').toString());
  return isRecord(place) ? place['id'] : undefined;
}
