import type { LiveProgress, Task } from '../domain/task.ts';

/** How a task is doing, in the words of one line. */
export function taskLine(task: Task, progress: LiveProgress | undefined, now: number): string {
  return printable(words(task, progress, now));
}

/** A gateway may say anything; a terminal does what it is told. */
function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}

function words(task: Task, progress: LiveProgress | undefined, now: number): string {
  const { status, failure, createdAt, startedAt, notBefore = now } = task;
  if (status === 'pending' && failure !== undefined) {
    const seconds = Math.max(0, Math.ceil((notBefore - now) / 1000));
    return `waiting: ${failure.message} Next try in ${seconds} s`;
  }
  if (status === 'pending') return `waiting for its turn, ${duration(now - createdAt)}`;
  return ['running', duration(now - (startedAt ?? createdAt)), ...said(progress ?? task.progress)].join(', ');
}

function said(progress: LiveProgress | undefined): readonly string[] {
  if (progress === undefined) return [];
  const characters = 'text' in progress ? progress.text.length : progress.characters;
  const using = progress.tool === undefined ? [] : [`using ${progress.tool}`];
  return [`${characters.toLocaleString('en')} characters so far`, ...using];
}

function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
