import type { EndpointTrouble } from '../domain/endpoint.ts';
import type { Metrics } from '../domain/port/metrics.ts';
import type { Instruments } from './instruments.ts';

type EndpointHealth = Pick<Metrics, 'endpoint' | 'endpointConnected' | 'endpointLost'>;

/** How xiaozhi endpoints are. Their names are configured, so that there are as many labels as its owner wants. */
export function createEndpointHealth(instruments: Instruments): EndpointHealth {
  const { endpointUp, endpointTrouble, endpointNextAttempt, endpointConnects, endpointLosses } = instruments;
  const shown = new Map<string, EndpointTrouble>();

  return {
    endpoint({ name: endpoint, status, trouble, nextAttemptAt }) {
      endpointUp.set({ endpoint }, status === 'connected' ? 1 : 0);
      if (nextAttemptAt === undefined) endpointNextAttempt.remove({ endpoint });
      else endpointNextAttempt.set({ endpoint }, nextAttemptAt / 1000);
      show(endpoint, status === 'waiting' || status === 'suspect' ? trouble?.reason : undefined);
    },
    endpointConnected: (endpoint) => endpointConnects.inc({ endpoint }),
    endpointLost: (endpoint, reason) => endpointLosses.inc({ endpoint, reason }),
  };

  function show(endpoint: string, reason: EndpointTrouble | undefined): void {
    const before = shown.get(endpoint);
    if (before === reason) return;
    if (before !== undefined) endpointTrouble.remove({ endpoint, reason: before });
    if (reason === undefined) shown.delete(endpoint);
    else {
      shown.set(endpoint, reason);
      endpointTrouble.set({ endpoint, reason }, 1);
    }
  }
}
