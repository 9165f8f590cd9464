import type { Ask } from './connection.ts';

/**
 * Several statements as one change. A single statement is a transaction by itself and needs none.
 * @param begin what begins it: may take a lock on the same way to the server
 */
export async function inTransaction<T>(
  ask: Ask,
  work: () => Promise<T>,
  begin: 'BEGIN' | `BEGIN; ${string}` = 'BEGIN',
): Promise<T> {
  try {
    await ask({ text: begin });
    const result = await work();
    await ask({ text: 'COMMIT' });
    return result;
  } catch (thrown) {
    // Where the connection broke the server has rolled back by itself.
    await ask({ text: 'ROLLBACK' }).catch(() => {});
    throw thrown;
  }
}
