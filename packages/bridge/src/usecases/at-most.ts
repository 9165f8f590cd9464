/** Lets at most so many pieces of work go on at once; the others wait in line. */
export function atMost(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  const line: (() => void)[] = [];
  let underway = 0;
  return async (work) => {
    if (underway >= count) await new Promise<void>((resolve) => line.push(resolve));
    else underway++;
    try {
      return await work();
    } finally {
      const next = line.shift();
      // The place is handed on.
      if (next === undefined) underway--;
      else next();
    }
  };
}
