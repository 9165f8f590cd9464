import type { Page } from '@clawbridge/wire';
import type { Held } from './connection.ts';
import type { Memory } from './memory.ts';
import { createThreadLog, type ThreadLog } from './thread-log.ts';

export interface LogsOptions {
  readPage(thread: string, before?: number): Promise<Page>;
  /** There is no such thread at the relay. */
  isUnknown(thrown: unknown): boolean;
  readonly memory: Memory;
  /** Asks the relay for what came after `seq`; false without a line. */
  resume(thread: string, seq: number): boolean;
}

/** The logs of all threads the page has shown. */
export interface Logs {
  of(thread: string): ThreadLog;
  /** How far they are known, as a hello says it. */
  hello(): Held;
  /** The relay has answered the hello. */
  welcome(epoch: string): void;
  reset(thread: string): void;
  remove(thread: string): void;
}

export function createLogs({ readPage, isUnknown, memory, resume }: LogsOptions): Logs {
  const logs = new Map<string, ThreadLog>();
  /** Threads of the last hello: the relay makes them good by itself. */
  let told: ReadonlySet<string> = new Set();

  return {
    of,
    hello() {
      const threads = [...logs].flatMap(([id, log]) =>
        log.state.value === 'ready' && log.held() > 0 ? [{ id, seq: log.held() }] : [],
      );
      told = new Set(threads.map(({ id }) => id));
      return { epoch: memory.epoch(), threads };
    },
    welcome(epoch) {
      const before = memory.epoch();
      memory.learn(epoch);
      for (const [thread, log] of logs) {
        log.forgetAsked();
        const isAnother = before !== undefined && before !== epoch && log.state.value !== 'unread';
        if (log.state.value === 'failed' || isAnother) readAgain(log);
        else if (log.held() > 0 && !told.has(thread)) resume(thread, log.held());
      }
    },
    reset(thread) {
      const log = logs.get(thread);
      if (log !== undefined) readAgain(log);
    },
    remove(thread) {
      logs.delete(thread);
      memory.forgetLog(thread);
    },
  };

  function of(thread: string): ThreadLog {
    const known = logs.get(thread);
    if (known !== undefined) return known;
    const log = createThreadLog({
      readPage: (before) => readPageOf(thread, before),
      recall: () => memory.recallLog(thread),
      keep: (entries) => memory.keepLog(thread, entries),
      resume: (seq) => void resume(thread, seq),
    });
    logs.set(thread, log);
    return log;
  }

  /** A thread that has only been begun here has no page yet. */
  async function readPageOf(thread: string, before?: number): Promise<Page> {
    try {
      return await readPage(thread, before);
    } catch (thrown) {
      if (!isUnknown(thrown)) throw thrown;
      return { epoch: memory.epoch() ?? '', entries: [], newest: 0 };
    }
  }
}

/** What goes wrong stands in the log: that it could not be read. */
function readAgain(log: ThreadLog): void {
  log.reset().catch(() => undefined);
}
