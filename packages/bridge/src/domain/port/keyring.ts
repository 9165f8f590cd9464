/**
 * Small secrets that all processes on one store share: signing keys, the owner's password as a hash. When a promise
 * resolves, the change survives a crash. Errors: `store_unavailable`.
 */
export interface Keyring {
  find(name: string): Promise<string | undefined>;
  /** Keeps `value` unless there is one already; resolves with what is kept. All who call at once get the same. */
  keep(name: string, value: string): Promise<string>;
  /** Replaces what was kept. */
  replace(name: string, value: string): Promise<void>;
}
