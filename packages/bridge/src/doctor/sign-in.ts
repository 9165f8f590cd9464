import { createOwnerPassword } from '../auth/owner-password.ts';
import type { Config } from '../config/read.ts';
import { toFailure } from '../domain/failure.ts';
import { LOOPBACK_HOSTS } from '../domain/host.ts';
import { openStore } from '../store/open-store.ts';
import type { Check, Verdict } from './check.ts';

/** Who would be let in over HTTP, and whether anybody could be. */
export const checkSignIn: Check = async (config) => [
  { name: 'Authentication', ...(await verdictOn(config)) },
];

async function verdictOn(config: Config): Promise<Verdict> {
  const { http, auth } = config;
  const isLocal = LOOPBACK_HOSTS.includes(http.host);
  if (!http.auth) return isLocal ? open(http.host) : tooOpen(http.host);
  if (auth.mode !== 'oauth') return { status: 'ok', detail: `clients show tokens (mode ${auth.mode})` };
  if (auth.issuer === undefined && !isLocal)
    return {
      status: 'fail',
      detail: `clients cannot be told where to sign in: \`clawbridge serve\` listens on ${http.host}`,
      hint: 'Give the address under which they call it: --issuer-url https://claw.example.com.',
    };
  return await checkPassword(config);
}

function open(host: string): Verdict {
  return {
    status: 'ok',
    detail: `with these settings nobody is asked for any; only programs of this machine reach ${host}`,
  };
}

function tooOpen(host: string): Verdict {
  return {
    status: 'warn',
    detail: `\`clawbridge serve\` does not start on ${host} without authentication`,
    hint: 'Only matters for `clawbridge serve`: switch it on with --auth, or use --host 127.0.0.1 (the default).',
  };
}

async function checkPassword(config: Config): Promise<Verdict> {
  try {
    const store = await openStore(config);
    try {
      if (await createOwnerPassword(store).isSet())
        return { status: 'ok', detail: 'clients sign in with the password of the owner' };
    } finally {
      await store.close();
    }
  } catch (thrown) {
    const { message, hint = 'Look at the file and its folder.' } = toFailure(thrown);
    return { status: 'fail', detail: message, hint };
  }
  return {
    status: 'fail',
    detail: 'no password is set, so nobody can sign in',
    hint: '`clawbridge passwd` sets one, also while `serve` runs.',
  };
}
