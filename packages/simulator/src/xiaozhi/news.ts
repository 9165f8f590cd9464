/** Tells whoever waits for something that something is new. */
export class News {
  readonly #waiting = new Set<() => void>();
  #told = false;

  /** Those who wait look once what happens now is over: what is only so in between is seen by nobody. */
  tell(): void {
    if (this.#told) return;
    this.#told = true;
    setImmediate(() => {
      this.#told = false;
      for (const look of this.#waiting) look();
    });
  }

  /** Resolves as soon as it is so. */
  until(isSo: () => boolean): Promise<void> {
    if (isSo()) return Promise.resolve();
    return new Promise((resolve) => {
      const look = () => {
        if (!isSo()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
  }
}
