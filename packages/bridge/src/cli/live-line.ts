import type { Clock } from '../domain/port/clock.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 120;

/** One line of a terminal that is written anew again and again, until it is cleared. */
export interface LiveLine {
  clear(): void;
}

export interface LiveLineOptions {
  readonly clock: Clock;
  /** Writes to the terminal. */
  readonly write: (text: string) => void;
  /** Characters that fit into a line. */
  readonly columns: () => number;
  /** What the line says now. */
  readonly text: () => string;
}

export function startLiveLine({ clock, write, columns, text }: LiveLineOptions): LiveLine {
  let frame = 0;
  let cancel = () => {};
  draw();
  return {
    clear() {
      cancel();
      write('\r\u001b[2K');
    },
  };

  function draw(): void {
    const line = `${FRAMES[frame++ % FRAMES.length]} ${text()}`;
    // A line that is too long would wrap, and only its end would be cleared.
    write(`\r\u001b[2K${line.slice(0, Math.max(10, columns() - 1))}`);
    cancel = clock.after(FRAME_MS, draw);
  }
}
