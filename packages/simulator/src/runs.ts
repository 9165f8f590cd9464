import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from './answer.ts';
import { announceRun } from './announce.ts';
import type { Audience } from './audience.ts';
import { narrate } from './narrate.ts';
import { perform, type Stage } from './perform.ts';
import { userRow, type RowContent } from './row.ts';
import { Recent } from './recent.ts';
import { Run, type RunMethod, type RunRequest } from './run.ts';
import { parseScript, type Step } from './script.ts';
import type { Session } from './session.ts';
import { transcribe } from './transcribe.ts';

/** Keys of ended runs the gateway remembers; older ones may run again. */
const REMEMBERED = 1000;

/** Why the steps of a run stop. One object, because collecting a stack for each would cost more than the run. */
const STOPPED = new Error('the run was stopped');

export interface NewRun extends RunRequest {
  readonly session: Session;
  /** First row of the transcript, when it is not simply the message. */
  readonly opening?: RowContent;
  /** What to do, when the message does not say. */
  readonly steps?: readonly Step[];
  /** Milliseconds it waits as a pending input, also in an idle session. */
  readonly waitMs?: number;
}

/** The runs of one life of the gateway. One at a time per session; the others wait in order. */
export class Runs {
  readonly #audience: Audience;
  readonly #stage: Stage;
  readonly #turnDelayMs: number;
  readonly #onRun: (run: Run) => void;
  readonly #known = new Recent<Run>(REMEMBERED);
  readonly #active = new Set<Run>();
  readonly #tails = new WeakMap<Session, Promise<void>>();
  #draining = false;
  #dead = false;

  constructor(audience: Audience, stage: Stage, turnDelayMs: number, onRun: (run: Run) => void) {
    this.#audience = audience;
    this.#stage = stage;
    this.#turnDelayMs = turnDelayMs;
    this.#onRun = onRun;
  }

  /** The run a key stands for. Keys are remembered per method: the same key through another method is another run. */
  find(via: RunMethod, id: string): Run | undefined {
    const active = [...this.#active].find((run) => run.id === id && run.request.via === via);
    return active ?? this.#known.get(`${via} ${id}`);
  }

  /** The newest run with this id, whatever started it. */
  newest(id: string): Run | undefined {
    const runs = (['agent', 'chat.send', 'http'] as const).map((via) => this.find(via, id));
    return runs.filter((run) => run !== undefined).toSorted((a, b) => b.acceptedAt - a.acceptedAt)[0];
  }

  /** Runs of a session that have not ended, in order. The first one is running. */
  activeIn(session: Session): readonly Run[] {
    return [...this.#active].filter((run) => run.session === session);
  }

  /** Is the gateway being stopped? */
  get draining(): boolean {
    return this.#draining;
  }

  /** Accepts a run; it starts when the runs before it in its session have ended, never before the caller returns. */
  start({ session, opening, steps, waitMs = 0, ...request }: NewRun): Run {
    const asked = { ...request, message: request.message.trim() };
    // The gateway forgot the key, and finds its traces in the session.
    const repeated = asked.via === 'agent' && session.hasAnswerOf(asked.id);
    const first = repeated ? undefined : (opening ?? userRow(asked.id, asked.message));
    const run = new Run(asked, session, first);
    this.#active.add(run);
    this.#known.set(`${request.via} ${run.id}`, run);
    this.#onRun(run);
    transcribe(run, this.#audience);
    announceRun(run, this.#audience, () => this.activeIn(session).length > 0);
    narrate(run, this.#audience);
    const before = this.#tails.get(session) ?? Promise.resolve();
    const work = () => this.#work(run, repeated ? 'repeated' : (steps ?? parseScript(asked.message)));
    this.#tails.set(
      session,
      before.then(() => this.#turn(run, waitMs, work)),
    );
    return run;
  }

  /** No turn begins any more. Resolves when those that have begun are over. */
  async drain(): Promise<void> {
    this.#draining = true;
    const sessions = new Set([...this.#active].map(({ session }) => session));
    await Promise.all([...sessions].flatMap((session) => this.#tails.get(session) ?? []));
  }

  abort(run: Run): void {
    this.#stop(run, { kind: 'aborted', text: run.text });
  }

  /** The process is gone: nothing more happens in any run, and nobody is told. */
  die(): void {
    this.#dead = true;
    for (const run of this.#active) {
      if (run.startedAt === undefined) run.spend();
      else run.session.interrupted ??= run.request.message;
      run.stopped.abort(STOPPED);
    }
  }

  async #turn(run: Run, waitMs: number, work: () => Promise<Outcome>): Promise<void> {
    try {
      if (waitMs > 0) await sleep(waitMs, undefined, { signal: run.stopped.signal });
      if (this.#dead || run.outcome !== undefined) return;
      if (this.#draining) return this.#turnAway(run);
      this.#end(run, await work());
    } catch (error) {
      if (!run.stopped.signal.aborted) throw error;
    }
  }

  /** Whoever used `chat.send` is told nothing; the real gateway may also have steered it into the running turn. */
  #turnAway(run: Run): void {
    if (run.request.via === 'chat.send') return;
    run.spend();
    this.#end(run, { kind: 'turnedAway' });
  }

  async #work(run: Run, steps: readonly Step[] | 'repeated'): Promise<Outcome> {
    run.tell({ kind: 'started' });
    if (steps === 'repeated') return { kind: 'repeated' };
    const timer = this.#limit(run);
    const delay: readonly Step[] = this.#turnDelayMs > 0 ? [{ kind: 'wait', ms: this.#turnDelayMs }] : [];
    try {
      return await perform(run, [...delay, ...steps], this.#stage);
    } finally {
      clearTimeout(timer);
    }
  }

  #limit(run: Run): NodeJS.Timeout | undefined {
    const { timeoutMs } = run.request;
    return timeoutMs === 0 ? undefined : setTimeout(() => this.#stop(run, { kind: 'timedOut' }), timeoutMs);
  }

  #stop(run: Run, outcome: Outcome): void {
    if (run.outcome !== undefined) return;
    this.#end(run, outcome);
    run.stopped.abort(STOPPED);
  }

  #end(run: Run, outcome: Outcome): void {
    if (run.outcome !== undefined || this.#dead) return;
    this.#active.delete(run);
    run.tell({ kind: 'ended', outcome });
  }
}
