import type { Log } from '../domain/port/log.ts';
import type { CallWatch, WatchCall } from '../mcp/call-watch.ts';

/**
 * Logs the calls at one endpoint as well: which tool, how it ended, how long it took and the number of its task. Never what was
 * said. Nobody sees a screen there, so the log is where its owner finds out whether he was heard.
 */
export function logCalls(
  watchCall: WatchCall,
  { log, endpoint }: { readonly log: Log; readonly endpoint: string },
): WatchCall {
  return function watchAndLog(call): CallWatch {
    const watch = watchCall(call);
    const begun = performance.now();
    let number: number | undefined;
    /** Looks on, and holds nobody up. */
    const counted = <Found extends { readonly number: number | undefined }>(found: Promise<Found>) => {
      found.then(
        (result) => (number = result.number),
        () => undefined,
      );
      return found;
    };
    return {
      ...watch,
      verbs(verbs) {
        const watched = watch.verbs(verbs);
        return {
          ...watched,
          askAloud: (question) => counted(watched.askAloud(question)),
          getSpoken: (request) => counted(watched.getSpoken(request)),
        };
      },
      ended(failure) {
        watch.ended(failure);
        const ms = Math.round(performance.now() - begun);
        const task = number === undefined ? {} : { task: `task_${number}` };
        log.info(
          { endpoint, tool: call.tool, outcome: failure?.code ?? 'ok', ms, ...task },
          'a device has called a tool',
        );
      },
    };
  };
}
