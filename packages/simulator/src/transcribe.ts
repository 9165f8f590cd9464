import { APOLOGY, type Outcome } from './answer.ts';
import { announceMessage } from './announce.ts';
import type { Audience } from './audience.ts';
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
  const isQuestion = content.role === 'user';
  const { senderIsOwner, media } = run.request;
  // The user's row carries no run id, only its idempotency key: clients find it by `<key>:user`.
  const row = session.append(
    content,
    isQuestion
      ? {
          ...(senderIsOwner === undefined ? {} : { senderIsOwner }),
          ...(media === undefined ? {} : { media }),
        }
      : { runId: run.id },
  );
  session.lastRunId = run.id;
  if (content.role === 'toolResult' || content.role === 'custom') return;
  const hasActiveRun = run.outcome === undefined;
  announceMessage(audience, session, row, isQuestion ? { hasActiveRun } : { hasActiveRun, runId: run.id });
}
