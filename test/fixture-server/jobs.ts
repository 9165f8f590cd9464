import { randomUUID } from 'node:crypto';
import { ProtocolError, type CallToolResult, type InputRequests } from '@modelcontextprotocol/server';
import type { TaskRecord, TaskSource, TaskState } from '../../packages/bridge/src/mcp/tasks-extension.ts';

/** Work that goes on after its call was answered. What it throws is the tool's error, or the protocol's. */
export type Work = (job: Job) => Promise<CallToolResult>;

export type Answers = Readonly<Record<string, unknown>>;

/** What a job is given. */
export interface Job {
  /** Aborts when the client cancels. */
  readonly signal: AbortSignal;
  /** Asks the client; resolves when everything is answered. */
  ask(requests: InputRequests): Promise<Answers>;
}

/** The jobs of one server, which its requests share. */
export interface Jobs extends TaskSource {
  begin(work: Work): TaskRecord;
}

export function createJobs(): Jobs {
  const jobs = new Map<string, StartedJob>();
  return {
    begin(work) {
      const id = randomUUID();
      const job = startJob(id, work);
      jobs.set(id, job);
      return job.record();
    },
    async get(id) {
      return jobs.get(id)?.record();
    },
    async update(id, responses) {
      jobs.get(id)?.answer(responses);
      return jobs.has(id);
    },
    async cancel(id) {
      jobs.get(id)?.cancel();
      return jobs.has(id);
    },
  };
}

interface StartedJob {
  record(): TaskRecord;
  answer(responses: Answers): void;
  cancel(): void;
}

interface Question {
  open: InputRequests;
  answers: Answers;
  readonly onAnswered: (answers: Answers) => void;
}

function startJob(taskId: string, work: Work): StartedJob {
  const createdAt = new Date().toISOString();
  const cancelling = new AbortController();
  let lastUpdatedAt = createdAt;
  let state: TaskState = { status: 'working' };
  let question: Question | undefined;

  work({ signal: cancelling.signal, ask }).then(
    (result) => change({ status: 'completed', result }),
    (thrown: unknown) => change(failed(thrown)),
  );
  return {
    record: () => ({ taskId, createdAt, lastUpdatedAt, ttlMs: 60_000, pollIntervalMs: 200, ...state }),
    answer,
    cancel() {
      change({ status: 'cancelled' });
      cancelling.abort();
    },
  };

  function ask(open: InputRequests): Promise<Answers> {
    change({ status: 'input_required', inputRequests: open });
    return new Promise((resolve) => {
      question = { open, answers: {}, onAnswered: resolve };
    });
  }

  function answer(responses: Answers): void {
    if (question === undefined) return;
    for (const [key, response] of Object.entries(responses)) {
      const { [key]: asked, ...open } = question.open;
      if (asked !== undefined)
        Object.assign(question, { open, answers: { ...question.answers, [key]: response } });
    }
    const { open, answers, onAnswered } = question;
    if (Object.keys(open).length > 0) return change({ status: 'input_required', inputRequests: open });
    question = undefined;
    change({ status: 'working' });
    onAnswered(answers);
  }

  function change(next: TaskState): void {
    if (state.status !== 'working' && state.status !== 'input_required') return;
    state = next;
    lastUpdatedAt = new Date().toISOString();
  }
}

/** A tool that ran and failed has completed; only an error of the protocol is a failed task. */
function failed(thrown: unknown): TaskState {
  if (thrown instanceof ProtocolError)
    return { status: 'failed', error: { code: thrown.code, message: thrown.message } };
  return {
    status: 'completed',
    result: { isError: true, content: [{ type: 'text', text: String(thrown) }] },
  };
}
