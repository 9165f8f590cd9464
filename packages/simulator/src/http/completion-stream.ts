import type { ServerResponse } from 'node:http';
import { TOKENS } from './completion.ts';
import type { HttpFailure } from './send.ts';

/** A completion that is told while it grows: the role, the words, how it ended, `[DONE]`. */
export class CompletionStream {
  readonly #about: object;
  readonly #response: ServerResponse;

  constructor(about: object, response: ServerResponse) {
    this.#about = about;
    this.#response = response;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
    });
    this.#chunk({ role: 'assistant' });
  }

  say(content: string): void {
    this.#chunk({ content });
  }

  finish(includeUsage: boolean): void {
    this.#chunk({}, 'stop');
    if (includeUsage) this.#event({ ...this.#about, choices: [], usage: TOKENS });
    this.#response.end(DONE);
  }

  /** The status is long sent: an error is one more event. */
  fail({ message, type }: HttpFailure): void {
    this.#event({ error: { message, type } });
    this.#response.end(DONE);
  }

  #chunk(delta: object, reason: 'stop' | null = null): void {
    this.#event({ ...this.#about, choices: [{ index: 0, delta, finish_reason: reason }] });
  }

  #event(data: object): void {
    this.#response.write(`data: ${JSON.stringify(data)}\n\n`);
  }
}

const DONE = 'data: [DONE]\n\n';
