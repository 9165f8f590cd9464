import type { LiveProgress } from '../domain/task.ts';

/** Prints a growing text piece by piece. */
export interface Teleprinter {
  show(progress: LiveProgress): void;
  /** Prints what is missing of the final text; all of it when the agent took back what was printed. */
  finish(text: string): void;
}

export function createTeleprinter(write: (piece: string) => void): Teleprinter {
  let printed = '';
  return {
    show(progress) {
      // Where another process runs the task only the length of the text is known here.
      const text = 'text' in progress ? progress.text : '';
      if (!text.startsWith(printed)) return;
      write(text.slice(printed.length));
      printed = text;
    },
    finish(text) {
      write(text.startsWith(printed) ? text.slice(printed.length) : `\n\n${text}`);
    },
  };
}
