import { processEnvironment } from '../config/environment.ts';
import { main } from './main.ts';

// The one file that runs when the bundle is loaded. Timers of the bridge never keep a process alive, so that nothing
// forgotten can; what does is the command that is running.
const running = setInterval(() => {}, 2 ** 30);

// Who reads our output may leave first, as `head` does. What we do is still brought to its end, and the code is what a
// shell says of a program that SIGPIPE ended.
let lost: number | undefined;
process.stdout.on('error', (error: Error & { readonly code?: string }) => {
  lost ??= error.code === 'EPIPE' ? 141 : 1;
  if (lost === 1) process.stderr.write(`clawbridge: ${error.message}\n`);
});
process.stderr.on('error', () => {});

main(process.argv.slice(2), processEnvironment())
  .catch((thrown: unknown) => {
    process.stderr.write(`clawbridge: ${String(thrown)}\n`);
    return 1;
  })
  .then(async (code) => {
    // The last words may still fail: a stream says so one turn later.
    await new Promise((resolve) => setImmediate(resolve));
    clearInterval(running);
    process.exit(lost ?? code);
  })
  .catch(() => process.exit(1));
