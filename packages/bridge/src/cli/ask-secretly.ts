import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { Failure } from '../domain/failure.ts';

/** A terminal: what is typed, and where is asked. */
export interface Terminal {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WritableStream;
}

/** Asks on a terminal for what nobody who looks on may see. Errors: `cancelled` on Ctrl-C and Ctrl-D. */
export async function askSecretly(
  question: string,
  { input, output }: Terminal = { input: process.stdin, output: process.stderr },
): Promise<string> {
  // What readline would show of the answer goes nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  output.write(question);
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('close', () => reject(new Failure('cancelled', 'Nothing was changed.')));
      lines.once('SIGINT', () => lines.close());
    });
  } finally {
    lines.close();
    output.write('\n');
  }
}
