import type * as ProviderModule from 'oidc-provider';
import type { Log } from '../../domain/port/log.ts';

/**
 * Loads the provider when somebody needs it. On Node 20, where all its tests pass that we have, it warns of the runtime on the
 * console, which is not ours to write to: for the moment of loading, the warning goes to the log.
 */
export async function loadProvider(log: Log): Promise<typeof ProviderModule> {
  const { warn } = console;
  console.warn = (...said: readonly unknown[]) => log.debug({ door: 'oauth' }, said.map(String).join(' '));
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
}
