import { processEnvironment } from '../config/environment.ts';
import { main } from './main.ts';

// The one file that runs when the bundle is loaded. Timers of the bridge never keep a process alive, so that nothing
// forgotten can; what does is the command that is running.
const running = setInterval(() => {}, 2 ** 30);

main(process.argv.slice(2), processEnvironment())
  .catch((thrown: unknown) => {
    process.stderr.write(`clawbridge: ${String(thrown)}\n`);
    return 1;
  })
  .then((code) => {
    clearInterval(running);
    process.exit(code);
  })
  .catch(() => process.exit(1));
