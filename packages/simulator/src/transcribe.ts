import { APOLOGY, type Outcome } from './answer.ts';
import { hearsMessagesOf, type Audience } from './audience.ts';
import {
  abortedRow,
  answerRow,
  failureRow,
  repeatedRow,
  timedOutRow,
  toolCallRow,
  toolResultRow,
  turnedAwayRow,
  type RowContent,
} from './row.ts';
import type { Run, RunNews } from './run.ts';
import type { SessionStatus } from './session.ts';
import { agentOf } from './session-key.ts';
import { sessionRow } from './session-row.ts';
import { shownRow } from './shown-row.ts';

/** Writes a run into the transcript of its session, and tells subscribers of each message. */
export function transcribe(run: Run, audience: Audience): void {
  run.follow((news) => {
    for (const row of rowsOf(news, run)) append(run, row, audience);
    if (news.kind === 'started') run.session.status = 'running';
    if (news.kind === 'ended') run.session.status = STATUS[news.outcome.kind];
  });
}

const STATUS: Readonly<Record<Outcome['kind'], SessionStatus>> = {
  answered: 'done',
  silent: 'failed',
  refused: 'failed',
  turnedAway: 'failed',
  repeated: 'failed',
  aborted: 'killed',
  timedOut: 'timeout',
};

function rowsOf(news: RunNews, run: Run): readonly RowContent[] {
  switch (news.kind) {
    case 'started':
      return run.opening === undefined ? [] : [run.opening];
    case 'said':
      return [];
    case 'toolCalled':
      return [toolCallRow(news.call)];
    case 'toolEnded':
      return [toolResultRow(news.call, news.result.text, news.result.isError)];
    case 'ended':
      return closing(run, news.outcome);
  }
}

function closing(run: Run, outcome: Outcome): readonly RowContent[] {
  switch (outcome.kind) {
    case 'answered':
      return [answerRow(outcome.text)];
    case 'silent':
      // Asked twice, silent twice.
      return [answerRow(''), answerRow('')];
    case 'refused':
      return [failureRow(run.id)];
    case 'turnedAway':
      return [turnedAwayRow(APOLOGY.turnedAway)];
    case 'repeated':
      return [repeatedRow(run.id)];
    case 'timedOut':
      return [timedOutRow()];
    case 'aborted':
      return outcome.text === '' ? [] : [abortedRow(run.id, outcome.text)];
  }
}

function append(run: Run, content: RowContent, audience: Audience): void {
  const { session } = run;
  // The user's row carries no run id, only its idempotency key: clients find it by `<key>:user`.
  const row = session.append(content, content.role === 'user' ? undefined : run.id);
  session.lastRunId = run.id;
  if (content.role === 'toolResult' || content.role === 'custom') return;
  audience.tell('session.message', hearsMessagesOf(session.key), () => ({
    sessionKey: session.key,
    agentId: agentOf(session.key),
    message: shownRow(row),
    messageId: row.__openclaw.id,
    messageSeq: row.__openclaw.seq,
    ...(content.role === 'user' ? {} : { runId: run.id }),
    session: sessionRow(session, run.outcome === undefined),
  }));
}
