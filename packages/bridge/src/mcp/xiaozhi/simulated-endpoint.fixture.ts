import type { SimulatedEndpoint, Xiaozhi } from '@clawbridge/simulator';
import type { Endpoint, EndpointReport } from '../../domain/endpoint.ts';

/** An endpoint of a simulated xiaozhi, as it would be configured. */
export function endpointAt({ mode }: Xiaozhi, { url, agentId }: SimulatedEndpoint): Endpoint {
  return { name: `endpoint-${agentId}`, id: `xiaozhi_${agentId}`, url, kind: mode };
}

/** Everything that was reported, and who waits for more. */
export interface Reports {
  readonly all: readonly EndpointReport[];
  add(report: EndpointReport): void;
  /** The first report from now on that fits, or the last one if it does. */
  until(fits: (report: EndpointReport) => boolean): Promise<EndpointReport>;
}

export function createReports(): Reports {
  const all: EndpointReport[] = [];
  const waiting = new Set<() => void>();
  return {
    all,
    add(report) {
      all.push(report);
      for (const look of waiting) look();
    },
    until: (fits) =>
      new Promise((resolve) => {
        const look = () => {
          const last = all.at(-1);
          if (last === undefined || !fits(last)) return;
          waiting.delete(look);
          resolve(last);
        };
        waiting.add(look);
        look();
      }),
  };
}
