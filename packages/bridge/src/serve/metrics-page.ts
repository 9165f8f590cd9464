import type { Gate } from '../auth/gate.ts';
import { isSameSecret } from '../auth/same-secret.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Store } from '../domain/port/store.ts';
import { holds } from '../domain/principal.ts';
import type { Prometheus, Snapshot } from '../metrics/prometheus.ts';

/** What is open at the doors. */
export type OpenDoors = Pick<Snapshot, 'sessions' | 'streams' | 'chat'>;

export interface MetricsPageOptions {
  readonly prometheus: Prometheus;
  readonly store: Pick<Store, 'tasks' | 'outbox'>;
  readonly clock: Clock;
  /** Opens the page, if there is one. */
  readonly token: string | undefined;
  /** Who else may read it: undefined where any program of this machine may. */
  readonly gate: Gate | undefined;
}

/** A store that is away must not make the page late: the numbers of the process matter most then. */
const LIMIT_MS = 1_000;

const WITHOUT_ADMIN =
  'This needs the scope "admin": `clawbridge token create prometheus --scopes admin` makes a token that has it.';

/** Serves `/metrics` to whoever may see it. */
export function createMetricsPage(options: MetricsPageOptions, open: () => OpenDoors) {
  const { prometheus } = options;
  return async function serveMetrics(request: Request): Promise<Response> {
    const refusal = await refuse(request, options);
    if (refusal !== undefined) return refusal;
    const text = await prometheus.page({ ...open(), ...(await inStore(options)) });
    return new Response(text, {
      headers: { 'content-type': prometheus.contentType, 'cache-control': 'no-store' },
    });
  };
}

/** Whoever shows the token of the page need be nobody else. */
async function refuse(request: Request, { token, gate }: MetricsPageOptions): Promise<Response | undefined> {
  if (token !== undefined && isSameSecret(request.headers.get('authorization') ?? '', `Bearer ${token}`))
    return undefined;
  if (gate !== undefined) {
    const admission = await gate(request);
    if (admission instanceof Response) return admission;
    if (holds(admission.principal, 'admin')) return undefined;
    return Response.json({ error: { message: WITHOUT_ADMIN } }, { status: 403 });
  }
  if (token === undefined) return undefined;
  const headers = { 'www-authenticate': 'Bearer' };
  return Response.json({ error: { message: 'This needs the metrics token.' } }, { status: 401, headers });
}

async function inStore({ store, clock }: MetricsPageOptions): Promise<Pick<Snapshot, 'load' | 'deliveries'>> {
  let cancel = () => {};
  const late = new Promise<undefined>((resolve) => {
    cancel = clock.after(LIMIT_MS, () => resolve(undefined));
  });
  const asked = Promise.all([store.tasks.load(), store.outbox.waiting()]).catch(() => undefined);
  const found = await Promise.race([asked, late]).finally(cancel);
  return found === undefined ? {} : { load: found[0], deliveries: found[1] };
}
