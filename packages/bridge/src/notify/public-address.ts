import type { LookupFunction } from 'node:net';
import { Failure } from '../domain/failure.ts';
import { leadsInside, publicLookup as lookupPublic, type Resolve } from '../net/public-address.ts';
import type { IsAllowed } from './allowed-hosts.ts';

/** The code of a refusal says when it was made: as a task is accepted, or as its notice goes out. */
type RefusalCode = 'invalid_input' | 'notify_refused';

/**
 * The address of a webhook, if it may be one: https to a public host, or anything to a host somebody allowed. Webhook
 * addresses come with tasks, so an agent or a page it has read may have made them up: none may reach what only this
 * machine can reach. What a name resolves to is seen when it is connected to: {@link publicLookup}.
 */
export function webhookUrl(raw: string, isAllowed: IsAllowed, code: RefusalCode): URL {
  if (!URL.canParse(raw))
    throw new Failure(code, 'The address of the webhook is not a URL.', { hint: LOOKS });
  const url = new URL(raw);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new Failure(code, `A webhook cannot be ${url.protocol}`, { hint: LOOKS });
  if (url.username || url.password)
    throw new Failure(code, `The address of the webhook at ${url.host} holds a user name or password.`, {
      hint: 'Remove them: every notice is signed, which is how the receiver knows it.',
    });
  if (isAllowed(url)) return url;
  if (leadsInside(url.hostname)) throw notPublic(url.hostname, code);
  if (url.protocol === 'http:')
    throw new Failure(code, `The webhook at ${url.host} would be called without encryption.`, {
      hint: `Use https://, or allow this host: --webhook-hosts ${url.host}`,
    });
  return url;
}

const LOOKS = 'It looks like https://example.com/hook';

/** Resolves a name for one connection, and refuses one that leads inside. */
export function publicLookup(resolve?: Resolve): LookupFunction {
  return lookupPublic((hostname) => notPublic(hostname, 'notify_refused'), resolve);
}

/** Does not say what the name resolves to: whoever named the target may not know that. */
function notPublic(hostname: string, code: RefusalCode): Failure {
  return new Failure(code, `The webhook at ${hostname} is not on the public internet.`, {
    hint: `If it is yours, allow its host: --webhook-hosts ${hostname}`,
  });
}
