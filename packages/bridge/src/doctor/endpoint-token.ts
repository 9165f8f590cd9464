import { cutText } from '../domain/cut-text.ts';
import type { EndpointSettings } from '../config/xiaozhi.ts';
import { localDate } from '../domain/local-time.ts';
import { printable } from '../domain/printable.ts';
import { readToken, type CloudToken } from '../mcp/xiaozhi/token.ts';
import { ENDPOINT_PATH } from './endpoint-path.ts';
import type { Verdict } from './check.ts';

const PURPOSE = 'mcp-endpoint';
const DAY_MS = 24 * 60 * 60 * 1000;

/** A person needs some time to get another one. */
const SOON_DAYS = 30;

/** A service sees nothing of the shell a variable is set in. */
function renew(setIn: string): string {
  const isFiled = / in .*(?:env|config\.json5)$/.test(setIn);
  const then = isFiled
    ? 'run `clawbridge service restart`, or start `clawbridge serve` anew'
    : 'run `clawbridge service install` again, which keeps it, or start `clawbridge serve` anew';
  return `Get a new address at ${ENDPOINT_PATH}, and set it in ${setIn}; then ${then}.`;
}

/** What the token of an endpoint says of itself. Undefined on a server of one's own, where nobody else can read it. */
export function endpointToken(
  { endpoint: { url, kind }, setIn }: Pick<EndpointSettings, 'endpoint' | 'setIn'>,
  now: number,
): Verdict | undefined {
  if (kind !== 'cloud') return undefined;
  const token = readToken(url);
  if (token === undefined)
    return {
      status: 'warn',
      detail: 'it is none that can be read',
      hint: `It may be cut off. ${renew(setIn)}`,
    };
  if (token.purpose !== PURPOSE)
    return {
      status: 'fail',
      detail: `it is for "${printable(cutText(token.purpose, 40))}", not for an MCP endpoint`,
      hint: renew(setIn),
    };
  return lifetimeOf(token, now, renew(setIn));
}

function lifetimeOf({ agentId, expiresAt }: CloudToken, now: number, hint: string): Verdict {
  const whose = `of agent ${agentId}`;
  if (expiresAt === undefined) return { status: 'ok', detail: `${whose}, good without an end` };
  const days = Math.floor((expiresAt - now) / DAY_MS);
  if (expiresAt <= now)
    return { status: 'fail', detail: `${whose}, it expired on ${localDate(expiresAt)}`, hint };
  const detail = `${whose}, good until ${localDate(expiresAt)} (${days === 1 ? '1 day' : `${days} days`} left)`;
  return days < SOON_DAYS ? { status: 'warn', detail, hint } : { status: 'ok', detail };
}
