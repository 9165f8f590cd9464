import { exposedEnvFile } from '../config/env-file.ts';
import type { EndpointSettings } from '../config/xiaozhi.ts';
import type { Verdict } from './check.ts';

/** Whether others can read the file in which the address of an endpoint stands. Undefined where they cannot, and where there is none. */
export function endpointFile({ addressFile }: Pick<EndpointSettings, 'addressFile'>): Verdict | undefined {
  const exposed = exposedEnvFile(addressFile);
  return exposed && { status: 'warn', ...exposed };
}
