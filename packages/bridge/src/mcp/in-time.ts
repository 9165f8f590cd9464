/** What comes within `ms`; `instead`, when it is late or fails. For what is nice to have. */
export async function inTime<T>(work: Promise<T>, ms: number, instead: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, ms, instead);
  });
  return await Promise.race([work.catch(() => instead), late]).finally(() => clearTimeout(timer));
}
