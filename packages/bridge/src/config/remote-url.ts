import { Failure } from '../domain/failure.ts';
import { LOOPBACK_HOSTS } from '../domain/host.ts';

/**
 * The address a client is given for `clawbridge serve`; `/mcp` is added to a bare host.
 * Errors: `invalid_input`; `insecure_url` for plain HTTP that leaves this machine.
 */
export function remoteUrl(text: string): string {
  const url = parsed(text);
  if (url.username !== '' || url.password !== '')
    throw new Failure('invalid_input', 'The URL has a user name or password in it.', {
      hint: 'Leave them out: clients sign in by themselves.',
    });
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol === 'http:' && !LOOPBACK_HOSTS.includes(host))
    throw new Failure(
      'insecure_url',
      `${url.href} is plain HTTP: everybody on the way could read the tokens.`,
      {
        hint: 'Use https://; docs/deploy.md says how to put clawbridge behind it.',
      },
    );
  if (url.pathname === '/') url.pathname = '/mcp';
  return url.href;
}

function parsed(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  throw new Failure('invalid_input', 'The URL is not one of http or https.', {
    hint: 'It looks like https://claw.example.com/mcp',
  });
}
