type Work = (release: () => void) => void;

/** One lock for the whole server, as the real one has: who waits while he holds it makes everybody wait. */
export class Lock {
  readonly #queue: Work[] = [];
  #held = false;
  #serving = false;

  /** Runs `work` under the lock, at once if it is free, and frees it when `work` says so. */
  hold(work: Work): void {
    this.#queue.push(work);
    this.#serve();
  }

  /** Runs `work` under the lock and frees it. */
  pass(work: () => void): void {
    this.hold((release) => {
      work();
      release();
    });
  }

  #serve(): void {
    if (this.#serving) return;
    this.#serving = true;
    while (!this.#held) {
      const work = this.#queue.shift();
      if (work === undefined) break;
      this.#held = true;
      work(() => this.#release());
    }
    this.#serving = false;
  }

  #release(): void {
    this.#held = false;
    this.#serve();
  }
}
