import { isRecord, parseJson } from './frame.ts';
import type { Row } from './row.ts';
import type { Session } from './session.ts';
import { AGENT } from './session-key.ts';

const MAX_ROWS = 200;

/** Leads to what is said in a session from now on. There is none before the first word. */
export function cursorOf({ id, transcript }: Session): string | undefined {
  if (transcript.rows.length === 0) return undefined;
  const { generation, lastRawSeq } = transcript;
  const place = { agentId: AGENT, generation, lastSeq: lastRawSeq, sessionId: id, version: 1 };
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** The rows after a cursor; undefined when it is no cursor of this session, or from before its last reset, or too old. */
export function rowsAfter(cursor: string, session: Session | undefined): readonly Row[] | undefined {
  const place = parseJson(Buffer.from(cursor, 'base64url').toString());
  if (session === undefined || !isRecord(place)) return undefined;
  const { id, transcript } = session;
  const lastSeq = Number(place['lastSeq']);
  const first = transcript.rows[0];
  if (place['sessionId'] !== id || place['generation'] !== transcript.generation) return undefined;
  if (first?.role === 'system' && lastSeq < rawSeqOf(first)) return undefined;
  const rows = transcript.rows.filter((row) => rawSeqOf(row) > lastSeq);
  return rows.length > MAX_ROWS ? undefined : rows;
}

function rawSeqOf(row: Row): number {
  return row.__openclaw.transcriptPosition.rawSeq;
}
