import { toFailure } from '../domain/failure.ts';
import { discoverLocal } from '../gateway/discover.ts';
import { knownInstances } from '../instances.ts';
import type { Check } from './check.ts';

const name = 'OpenClaw config';

/** Asked only when nobody said where OpenClaw is, because only then it is looked for. */
export const checkOpenClawConfig: Check = async (config) => {
  if (config.instances) return [];
  try {
    knownInstances(config);
    const { url, source, unset } = discoverLocal(config.environment);
    if (source === undefined)
      return [{ name, status: 'ok', detail: `none; OpenClaw is looked for at ${url}` }];
    if (unset.length === 0) return [{ name, status: 'ok', detail: source }];
    return [
      {
        name,
        status: 'warn',
        detail: `${source} refers to ${unset.join(' and ')}, not set here: clawbridge has no such secret`,
        hint: `Set ${unset.join(' and ')} where clawbridge starts, also in the MCP client's entry.`,
      },
    ];
  } catch (thrown) {
    const { message, hint = '' } = toFailure(thrown);
    return [{ name, status: 'fail', detail: message, hint }];
  }
};
