import { asText, type Wire } from './json-rpc.ts';

/** What became of a request: its answer, or why there is none. */
export type Answer =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'closed' };

interface Waiting {
  readonly settle: (answer: Answer) => void;
  readonly timer: NodeJS.Timeout;
}

/** Requests that wait for their answers. */
export class Pending {
  readonly #waiting = new Map<unknown, Waiting>();

  /** Waits for the answer to a request, but only so many milliseconds. */
  expect(id: number, timeoutMs: number): Promise<Answer> {
    return new Promise((settle) => {
      const timer = setTimeout(() => this.#settle(id, { kind: 'timeout' }), timeoutMs);
      this.#waiting.set(id, { settle, timer });
    });
  }

  has(id: unknown): boolean {
    return this.#waiting.has(id);
  }

  /** @returns whether anybody waited for it */
  hear(frame: Wire): boolean {
    // The device looks for a result first: an error that comes with `"result":null` is an empty result to it.
    if ('result' in frame) return this.#settle(frame['id'], { kind: 'result', result: frame['result'] });
    return this.#settle(frame['id'], { kind: 'error', message: errorMessage(frame['error']) });
  }

  /** Nobody will answer any more. */
  close(): void {
    for (const id of this.#waiting.keys()) this.#settle(id, { kind: 'closed' });
  }

  #settle(id: unknown, answer: Answer): boolean {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return false;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    waiting.settle(answer);
    return true;
  }
}

function errorMessage(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) return '未知错误';
  return asText(error.message);
}
