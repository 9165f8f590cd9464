import type { EndpointKind } from '../../domain/endpoint.ts';
import type { Clock } from '../../domain/port/clock.ts';
import { createPace, type Pace } from './pace.ts';

/**
 * From one dial to the next at one host. Milliseconds. How often the cloud lets somebody dial is documented nowhere: 500 endpoints
 * that broke off at once have to be back within a minute, and it takes 40 s of it. A server of one's own has them back after 20 s.
 */
const GAP_MS: Readonly<Record<EndpointKind, number>> = { cloud: 80, selfhosted: 40 };

const HANDSHAKES_AT_ONCE = 16;

/** A trial takes several round trips: with two at once, checks stay below what the cloud has to bear anyway. */
export const TRIALS_AT_ONCE = 2;

/** How often a host is dialled, by whose software it is. */
export function createDialPaces(clock: Pick<Clock, 'after'>): Readonly<Record<EndpointKind, Pace>> {
  const paceOf = (kind: EndpointKind) =>
    createPace({ clock, gapMs: GAP_MS[kind], atOnce: HANDSHAKES_AT_ONCE });
  return { cloud: paceOf('cloud'), selfhosted: paceOf('selfhosted') };
}
