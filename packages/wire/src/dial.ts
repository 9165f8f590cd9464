import { BROKEN, type Call, type Ending, placeCall } from './call.ts';
import type { Line, LineOptions } from './line.ts';
import { isFinal, redialDelay } from './redial.ts';

/**
 * Dials, says hello, and dials again whenever the socket ends: both ends of the relay come back like this, the browser and the
 * plugin. What was on its way is not sent again: that is for whoever knows what has been acknowledged.
 */
export function dial<In, Out>(options: LineOptions<In, Out>): Line<Out> {
  const { clock, onState } = options;
  let call: Call<Out> | undefined;
  let cancelWait: () => void = () => {};
  let attempt = 0;
  let beats = 0;
  let isClosed = false;
  place();
  return {
    send: (frame) => call?.send(frame) ?? false,
    isOpen: () => call?.isOpen() ?? false,
    bufferedAmount: () => call?.bufferedAmount() ?? 0,
    wake() {
      if (isClosed) return;
      if (call !== undefined) return call.probe();
      cancelWait();
      place();
    },
    close(code, reason) {
      isClosed = true;
      cancelWait();
      call?.hangUp(code, reason);
      call = undefined;
    },
  };

  function place(): void {
    onState({ kind: 'connecting' });
    try {
      call = placeCall({
        ...options,
        beat: options.beat && beat(options.beat),
        onOpen: () => onState({ kind: 'open' }),
        onEnd,
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      onEnd({ code: BROKEN, reason, wasHeard: false });
    }
  }

  function beat(make: (n: number) => Out): () => Out {
    return () => make(++beats);
  }

  function onEnd({ code, reason, wasHeard }: Ending): void {
    call = undefined;
    if (isFinal(code)) return onState({ kind: 'stopped', code, reason });
    attempt = wasHeard ? 0 : attempt + 1;
    const wait = redialDelay(code, attempt, options.chance());
    cancelWait = clock.after(wait, place);
    onState({ kind: 'waiting', nextAttemptAt: clock.now() + wait, code, reason });
  }
}
