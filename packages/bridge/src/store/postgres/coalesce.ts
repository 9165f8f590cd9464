/** Calls at once when it has been quiet, then at most once per interval; never forgets the last call. */
export interface Coalesced {
  (): void;
  /** Does what is due now, and nothing afterwards. */
  end(): void;
}

export function coalesce(call: () => void, intervalMs: number): Coalesced {
  let timer: NodeJS.Timeout | undefined;
  let isDue = false;
  let isOver = false;
  const rest = () => {
    timer = undefined;
    if (isDue) run();
  };
  const run = () => {
    isDue = false;
    timer = setTimeout(rest, intervalMs).unref();
    call();
  };
  const coalesced = () => {
    if (isOver) return;
    if (timer === undefined) run();
    else isDue = true;
  };
  return Object.assign(coalesced, {
    end() {
      isOver = true;
      clearTimeout(timer);
      if (isDue) call();
      isDue = false;
    },
  });
}
