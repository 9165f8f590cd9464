import type { ServerContext } from '@modelcontextprotocol/server';
import type { LiveProgress } from '../domain/task.ts';
import { wellFormed } from '../domain/well-formed.ts';

/** Often enough to look alive, seldom enough to cost nothing. */
const AT_MOST_EVERY_MS = 250;

/** Clients give up after 30 or 60 s of silence. */
const HEARTBEAT_MS = 10_000;

/** The end of a long text says more about how it goes on than its beginning. */
const SHOWN_CHARS = 2_000;

export interface ProgressReporter {
  report(progress: LiveProgress): void;
  stop(): void;
}

/**
 * Tells the client how the run goes: the text so far, the tool in use, and a sign of life when there is nothing new.
 * Does nothing for a client that did not ask for progress.
 */
export function createProgressReporter(ctx: ServerContext): ProgressReporter {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return { report() {}, stop() {} };
  const begun = Date.now();
  let count = 0;
  let latest: LiveProgress | undefined;
  let pending: NodeJS.Timeout | undefined;
  let lastSent = 0;
  const heartbeat = setInterval(send, HEARTBEAT_MS).unref();

  return {
    report(progress) {
      latest = progress;
      const wait = lastSent + AT_MOST_EVERY_MS - Date.now();
      if (wait <= 0) send();
      else pending ??= setTimeout(send, wait).unref();
    },
    stop() {
      clearInterval(heartbeat);
      clearTimeout(pending);
    },
  };

  function send(): void {
    clearTimeout(pending);
    pending = undefined;
    lastSent = Date.now();
    const message = latest === undefined ? waiting(lastSent - begun) : shown(latest);
    const params = { progressToken, progress: ++count, message };
    // A client that is gone needs no progress; the answer waits in the store.
    ctx.mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {});
  }
}

function waiting(elapsedMs: number): string {
  return `OpenClaw is working (${Math.round(elapsedMs / 1000)} s)`;
}

function shown(progress: LiveProgress): string {
  const using = progress.tool === undefined ? '' : `[using ${progress.tool}]`;
  const said = 'text' in progress ? tailOf(progress.text) : `${progress.characters} characters so far`;
  return [said, using].filter((part) => part !== '').join('\n');
}

function tailOf(text: string): string {
  return wellFormed(text.length > SHOWN_CHARS ? `…${text.slice(-SHOWN_CHARS)}` : text);
}
