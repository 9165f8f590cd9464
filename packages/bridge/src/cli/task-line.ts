import type { LiveProgress, Task } from '../domain/task.ts';
import { duration } from './duration.ts';
import { printable } from '../domain/printable.ts';

/** How a task is doing, in the words of one line. */
export function taskLine(task: Task, progress: LiveProgress | undefined, now: number): string {
  return printable(words(task, progress, now));
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
