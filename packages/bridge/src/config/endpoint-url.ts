import { createHash } from 'node:crypto';
import type { Endpoint, EndpointKind } from '../domain/endpoint.ts';
import { invalid } from './option.ts';
import { isPrivateHost } from './private-host.ts';

const CLOUD = 'wss://api.xiaozhi.me/mcp/?token=';

const EXAMPLE = `It looks like ${CLOUD}…, or ws://192.168.1.5:8004/mcp_endpoint/mcp/?token=… on a server of your own.`;

/** What only an address has, and no token. */
const NO_TOKEN = /[^\w.~%+/=-]/;

/** Of an endpoint in the maker's cloud. Errors: `config_invalid`, which does not repeat the token. */
export function cloudUrl(token: string, where: string): string {
  if (/^\w+:\/\//.test(token))
    throw invalid(`${where} is a whole address.`, 'Give it as "url", --xiaozhi-url or XIAOZHI_MCP_URL.');
  if (NO_TOKEN.test(token))
    throw invalid(
      `${where} has characters no token has.`,
      'Copy what stands behind "token=", and nothing else.',
    );
  return CLOUD + token;
}

/** What an address says of its endpoint, besides its name. */
export type Addressed = Omit<Endpoint, 'name'>;

/**
 * The address of an endpoint as it stands there, to the byte: a token that is decoded and encoded again can be another one.
 * Errors: `config_invalid`, which does not repeat it.
 */
export function addressed(url: string, saidKind: EndpointKind | undefined, where: string): Addressed {
  const parsed = checkUrl(url, where);
  checkPath(parsed, where);
  const kind = saidKind ?? guessKind(parsed);
  checkSecrecy(parsed, where);
  return { id: endpointId(url), url, kind };
}

function checkUrl(url: string, where: string): URL {
  if (/\s/.test(url) || !URL.canParse(url)) throw invalid(`${where} is not a URL.`, EXAMPLE);
  const parsed = new URL(url);
  const { protocol, username, password } = parsed;
  if (protocol !== 'wss:' && protocol !== 'ws:')
    throw invalid(`${where} begins with ${protocol}; endpoints are spoken to over wss (or ws).`, EXAMPLE);
  if (username !== '' || password !== '') throw invalid(`${where} holds a user name or password.`, EXAMPLE);
  if (url.includes('#')) throw invalid(`${where} has a "#", which no endpoint's address has.`, EXAMPLE);
  return parsed;
}

/** What the two kinds of servers answer to other paths helps nobody: 403, or nothing at all. */
function checkPath({ pathname, searchParams }: URL, where: string): void {
  if (/\/call\/?$/.test(pathname))
    throw invalid(
      `${where} ends in /call, which is the way in for devices.`,
      'Tools go in at the address that ends in /mcp/?token=…',
    );
  if (pathname.endsWith('/mcp'))
    throw invalid(
      `The path in ${where} ends in /mcp without a slash, and the server would refuse it (403).`,
      'Write /mcp/?token=…',
    );
  if (pathname.endsWith('/mcp/') && !searchParams.get('token'))
    throw invalid(`${where} has no token.`, EXAMPLE);
}

/** Servers of one's own have a longer path, unless a proxy gave them another. */
function guessKind({ hostname, pathname }: URL): EndpointKind {
  return /(?:^|\.)xiaozhi\.me$/.test(hostname) || pathname === '/mcp/' ? 'cloud' : 'selfhosted';
}

/** Whoever has the token can answer in the place of the assistant, and hears what is asked. */
function checkSecrecy({ protocol, hostname }: URL, where: string): void {
  if (protocol === 'wss:' || isPrivateHost(hostname)) return;
  throw invalid(
    `${where} begins with ws://, so everybody on the way to ${hostname} could read the token.`,
    'Use wss://; ws:// is for servers in your own network only.',
  );
}

/** The same in every process that knows the URL; tells nothing of it. */
function endpointId(url: string): string {
  return `xiaozhi_${createHash('sha256').update(url).digest('hex').slice(0, 16)}`;
}
