import type { EndpointSettings } from '../config/xiaozhi.ts';
import type { Finding } from '../doctor/check.ts';
import { endpointFile } from '../doctor/endpoint-file.ts';
import { endpointToken } from '../doctor/endpoint-token.ts';
import { systemClock } from '../system-clock.ts';

/** What the tokens of endpoints say of themselves, and whether others can read the files they stand in; by the endpoint's name where there are several. */
export function tokenFindings(all: readonly EndpointSettings[]): readonly Finding[] {
  return all.flatMap((settings) => {
    const verdict = endpointToken(settings, systemClock.now());
    const file = endpointFile(settings);
    const of = all.length === 1 ? '' : ` of ${settings.endpoint.name}`;
    return [
      ...(file === undefined ? [] : [{ name: `File${of}`, ...file }]),
      ...(verdict === undefined ? [] : [{ name: `Token${of}`, ...verdict }]),
    ];
  });
}
