import type { Outcome } from './answer.ts';
import type { Owner } from './owner.ts';
import type { Media, RowContent } from './row.ts';
import type { Session } from './session.ts';

export type RunMethod = 'agent' | 'chat.send' | 'http';

export interface RunRequest {
  /** Also its idempotency key. */
  readonly id: string;
  readonly via: RunMethod;
  readonly message: string;
  readonly owner: Owner;
  /** Does whoever asks own the assistant? Undefined where the gateway does not say. */
  readonly senderIsOwner?: boolean;
  /** Files that came with the message. */
  readonly media?: readonly Media[];
  /** May the tools of this run ask for approvals? Only if its starter holds the scope. */
  readonly mayAskApproval: boolean;
  /** Milliseconds; 0 is for ever. */
  readonly timeoutMs: number;
}

export interface ToolCall {
  readonly id: string;
  readonly command: string;
}

export interface ToolResult {
  readonly text: string;
  readonly isError: boolean;
}

/** What happens in a run, in the order in which it happens. */
export type RunNews =
  | { readonly kind: 'started' }
  | { readonly kind: 'said'; readonly delta: string }
  | { readonly kind: 'toolCalled'; readonly call: ToolCall }
  | { readonly kind: 'toolEnded'; readonly call: ToolCall; readonly result: ToolResult }
  | { readonly kind: 'ended'; readonly outcome: Outcome };

export type RunListener = (news: RunNews) => void;

/** One turn of the agent. */
export class Run {
  readonly request: RunRequest;
  readonly session: Session;
  /** The row by which it begins in the transcript, if it adds one. */
  readonly opening: RowContent | undefined;
  readonly acceptedAt = Date.now();
  startedAt: number | undefined;
  endedAt: number | undefined;
  outcome: Outcome | undefined;
  /** The reply so far. */
  text = '';
  /** Fires when the run must stop, for whatever reason. */
  readonly stopped = new AbortController();
  readonly #listeners: RunListener[] = [];

  constructor(request: RunRequest, session: Session, opening: RowContent | undefined) {
    this.request = request;
    this.session = session;
    this.opening = opening;
  }

  get id(): string {
    return this.request.id;
  }

  follow(listener: RunListener): void {
    this.#listeners.push(listener);
  }

  tell(news: RunNews): void {
    if (news.kind === 'started') this.startedAt = Date.now();
    if (news.kind === 'said') this.text += news.delta;
    if (news.kind === 'ended') this.#end(news.outcome);
    for (const listener of this.#listeners) listener(news);
  }

  /** Its time never came. What came by HTTP leaves nothing, and what the gateway resumed it resumes again. */
  spend(): void {
    const { id: runId, via, message, owner } = this.request;
    if (via !== 'http' && owner.everybody !== true)
      this.session.spent.push({ runId, message, acceptedAt: this.acceptedAt });
  }

  /** Resolves when the run has ended. A run that dies with the gateway never ends. */
  async ended(): Promise<Outcome> {
    return (
      this.outcome ??
      new Promise((resolve) => this.follow((news) => news.kind === 'ended' && resolve(news.outcome)))
    );
  }

  #end(outcome: Outcome): void {
    this.endedAt = Date.now();
    this.outcome = outcome;
  }
}
