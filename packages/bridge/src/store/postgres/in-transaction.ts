import type { Ask } from './connection.ts';

/** Several statements as one change. A single statement is a transaction by itself and needs none. */
export async function inTransaction<T>(ask: Ask, work: () => Promise<T>): Promise<T> {
  await ask({ text: 'BEGIN' });
  try {
    const result = await work();
    await ask({ text: 'COMMIT' });
    return result;
  } catch (thrown) {
    // Where the connection broke the server has rolled back by itself.
    await ask({ text: 'ROLLBACK' }).catch(() => {});
    throw thrown;
  }
}
