import type { Endpoint, EndpointReport } from '../domain/endpoint.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { EndpointRegister, RegisteredEndpoint } from '../domain/port/endpoint-register.ts';

/** An endpoint without its address. */
export interface KnownEndpoint extends Pick<Endpoint, 'id' | 'name' | 'kind'> {
  /** Host and port. */
  readonly host: string;
}

export interface ListedEndpoint extends KnownEndpoint {
  /** Among the settings of this process. */
  readonly isConfigured: boolean;
  /** A process lives that dials it. */
  readonly isHeld: boolean;
  /** What its holder said last, or the last one there was. */
  readonly report?: EndpointReport;
  /** Milliseconds since 1970. */
  readonly reportedAt?: number;
}

/** The endpoints that are configured here, and those that other processes hold. Errors: `store_unavailable`. */
export type ListEndpoints = () => Promise<readonly ListedEndpoint[]>;

export interface ListEndpointsDeps {
  readonly known: readonly KnownEndpoint[];
  readonly register: Pick<EndpointRegister, 'list'>;
  readonly clock: Pick<Clock, 'now'>;
}

export function createListEndpoints({ known, register, clock }: ListEndpointsDeps): ListEndpoints {
  return async function listEndpoints() {
    const registered = new Map((await register.list(clock.now())).map((one) => [one.id, one]));
    const configured = known.map((one) => listed(one, true, registered.get(one.id)));
    const strangers = [...registered.values()].filter(
      ({ id, isHeld }) => isHeld && !known.some((one) => one.id === id),
    );
    return [...configured, ...strangers.flatMap(stranger)];
  };
}

/** Only its report says what it is called. */
function stranger(found: RegisteredEndpoint): readonly ListedEndpoint[] {
  const { id, report } = found;
  return report === undefined ? [] : [listed({ id, ...report }, false, found)];
}

function listed(
  { id, name, kind, host }: KnownEndpoint,
  isConfigured: boolean,
  found: RegisteredEndpoint | undefined,
): ListedEndpoint {
  const { isHeld = false, report, reportedAt } = found ?? {};
  return {
    id,
    name,
    kind,
    host,
    isConfigured,
    isHeld,
    ...(report === undefined ? {} : { report }),
    ...(reportedAt === undefined ? {} : { reportedAt }),
  };
}
