import type { Keyring } from './keyring.ts';

/** A Keyring that is forgotten with the test. */
export function createMemoryKeyring(): Keyring {
  const kept = new Map<string, string>();
  return {
    find: async (name) => kept.get(name),
    async keep(name, value) {
      if (!kept.has(name)) kept.set(name, value);
      return kept.get(name) ?? value;
    },
    async replace(name, value) {
      kept.set(name, value);
    },
  };
}
