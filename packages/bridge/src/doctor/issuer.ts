import type { Check, Verdict } from './check.ts';

const PATIENCE_MS = 5_000;

/** Whether the address under which clients call leads to a clawbridge, as far as that can be seen from here. */
export const checkIssuer: Check = async ({ http, auth: { issuer } }) => {
  if (!http.auth || issuer === undefined) return [];
  return [{ name: 'Address', ...(await verdictOn(issuer)) }];
};

/** By the path that needs neither a gateway nor a store. */
async function verdictOn(issuer: string): Promise<Verdict> {
  try {
    const response = await fetch(`${issuer}/healthz`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (await isHealthy(response)) return { status: 'ok', detail: `${issuer} leads to a clawbridge` };
    return astray(issuer, `somebody else answers there (HTTP ${response.status})`);
  } catch (thrown) {
    return astray(issuer, reasonOf(thrown));
  }
}

async function isHealthy(response: Response): Promise<boolean> {
  const body = await response.json().catch(() => undefined);
  return typeof body === 'object' && body !== null && 'status' in body && 'version' in body;
}

/** What keeps us from it may not keep others: some routers do not let a house call itself from inside. */
function astray(issuer: string, reason: string): Verdict {
  return {
    status: 'warn',
    detail: `${issuer} cannot be reached from here: ${reason}`,
    hint: 'Is `clawbridge serve` running, and do DNS, certificate and proxy lead to it? From another network it may look otherwise.',
  };
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const { cause } = thrown;
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  return thrown.name === 'TimeoutError' ? `no answer within ${PATIENCE_MS / 1000} s` : thrown.message;
}
