import type { EndpointSettings } from '../config/xiaozhi.ts';
import type { Finding } from '../doctor/check.ts';
import { endpointToken } from '../doctor/endpoint-token.ts';
import { systemClock } from '../system-clock.ts';

/** What the tokens of endpoints say of themselves, by the endpoint's name where there are several. */
export function tokenFindings(all: readonly EndpointSettings[]): readonly Finding[] {
  return all.flatMap((settings) => {
    const verdict = endpointToken(settings, systemClock.now());
    const name = all.length === 1 ? 'Token' : `Token of ${settings.endpoint.name}`;
    return verdict === undefined ? [] : [{ name, ...verdict }];
  });
}
