import { singleInstance } from './config/instances.ts';
import type { Config } from './config/read.ts';
import type { Instance } from './domain/instance.ts';
import { discoverLocal } from './gateway/discover.ts';

/** The instances that were configured, or the local OpenClaw when nothing was. Errors: `config_invalid`. */
export function knownInstances({ instances, instanceDefaults, environment }: Config): readonly Instance[] {
  if (instances) return instances;
  const { url, credentials, source = 'The default address' } = discoverLocal(environment);
  return [singleInstance(url, credentials, source, instanceDefaults)];
}
