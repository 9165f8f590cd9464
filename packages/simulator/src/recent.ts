/**
 * A map that keeps at least the `kept` newest or most recently read entries, and at most twice as many. Two
 * generations instead of deleting the oldest entry each time, which is slow in a map that is always full.
 */
export class Recent<V> {
  readonly #kept: number;
  #young = new Map<string, V>();
  #old = new Map<string, V>();

  constructor(kept: number) {
    this.#kept = kept;
  }

  get(key: string): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: string, value: V): void {
    this.#young.set(key, value);
    this.#old.delete(key);
    if (this.#young.size < this.#kept) return;
    this.#old = this.#young;
    this.#young = new Map();
  }

  delete(key: string): boolean {
    return [this.#young.delete(key), this.#old.delete(key)].includes(true);
  }

  values(): readonly V[] {
    return [...this.#old.values(), ...this.#young.values()];
  }
}
