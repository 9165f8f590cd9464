import { connectRawStdio, rawWays, type RawClient } from '../journeys/raw-client.ts';
import type { Environment } from '../journeys/program.ts';

export type Door = 'stdio' | 'Streamable HTTP' | 'mcp serve';

/** A bridge that is killed again and again, and each time started anew. */
export interface Mortal {
  /** Calls a tool of the process that lives now, or of the next one. Rejects when that is killed before it answers. */
  call<T>(name: string, args: object): Promise<T>;
  /** As `kill -9`, at this very moment; resolves when its successor is there. */
  kill(): Promise<void>;
  end(): Promise<void>;
}

/** An answer that is a failure. */
export class ToolError extends Error {
  readonly retryable: boolean;

  constructor(content: readonly { readonly text?: string }[]) {
    super(content[0]?.text);
    this.retryable = (JSON.parse(content[1]?.text ?? '{}') as { retryable?: boolean }).retryable ?? false;
  }
}

/** A program does not wait for a database that cannot be reached at all; who manages services starts it again. */
const STORE_IS_AWAY = /The store \S+ (cannot be reached|is shutting down)/;
const MOST_STARTS = 10;

export function startMortal(door: Door, env: Environment): Mortal {
  const connectOnce = async (): Promise<RawClient> =>
    door === 'mcp serve'
      ? connectRawStdio(env, ['mcp', 'serve'])
      : await rawWays.find(({ name }) => name === door)!.connect(env);
  const connect = async (starts = MOST_STARTS): Promise<RawClient> => {
    try {
      return await connectOnce();
    } catch (thrown) {
      if (starts === 1 || !STORE_IS_AWAY.test(String(thrown))) throw thrown;
      return await connect(starts - 1);
    }
  };
  let life = connect();
  return {
    async call<T>(name: string, args: object) {
      const client = await life;
      const { result, error } = await client.request('tools/call', { name, arguments: args }, {});
      if (result === undefined) throw new Error(`${name}: ${error?.message}`);
      if (result['isError'] === true) throw new ToolError(result['content'] as { text?: string }[]);
      return result['structuredContent'] as T;
    },
    async kill() {
      const dying = await life;
      const death = dying.end('SIGKILL');
      life = death.then(() => connect());
      await life;
    },
    async end() {
      await (await life).end();
    },
  };
}
