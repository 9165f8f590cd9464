import { SCOPES, type Scope } from '../../domain/principal.ts';
import type { Addresses } from './addresses.ts';

/** Asked for by clients that do not know our scopes: they stand for all a person may grant. */
const ALL_WORDS: readonly string[] = ['mcp', 'mcp:tools'];

/** What a client gets that asks for nothing. */
const DEFAULT_SCOPES: readonly Scope[] = ['read', 'chat'];

/** What of a request we understand. RFC 6749, 3.1: the rest is ignored. */
const UNDERSTOOD: readonly string[] = [
  'response_type',
  'response_mode',
  'client_id',
  'redirect_uri',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
  'resource',
  'prompt',
  'request',
  'request_uri',
];

const PROMPTS: readonly string[] = ['none', 'login', 'consent'];

/** An authorization request in the words of the provider: our scopes, our one resource, and nothing it would stumble over. */
export function authorizationWords(query: URLSearchParams, addresses: Addresses): URLSearchParams {
  // What is said twice stays so: it is an error, and none that may be repaired here.
  const words = new URLSearchParams([...query].filter(([name]) => UNDERSTOOD.includes(name)));
  rewrite(words, 'scope', requestedScopes);
  rewrite(words, 'prompt', knownPrompts);
  // In a fragment or a form the code would stay where scripts of the page can read it. The provider refuses what has no name.
  rewrite(words, 'response_mode', (mode) => (mode === 'query' || mode === '' ? mode : 'unsupported'));
  canonicalResource(words, addresses);
  return words;
}

/** A token request. A refresh that names no scope of ours means: as before. */
export function tokenWords(form: URLSearchParams, addresses: Addresses): URLSearchParams {
  const words = new URLSearchParams(form);
  if (words.has('scope')) rewrite(words, 'scope', keptScopes);
  canonicalResource(words, addresses);
  return words;
}

function requestedScopes(scope: string): string {
  const asked = scope.split(' ');
  if (asked.some((word) => ALL_WORDS.includes(word))) return SCOPES.join(' ');
  const known = SCOPES.filter((one) => asked.includes(one));
  return (known.length === 0 ? DEFAULT_SCOPES : known).join(' ');
}

/** Words of others mean what was granted. A word nobody knows stays, and is refused. */
function keptScopes(scope: string): string {
  const asked = scope.split(' ').filter((word) => !OTHERS_WORDS.includes(word));
  return asked.some((word) => ALL_WORDS.includes(word)) ? '' : asked.join(' ');
}

/** Asked for out of habit; whoever wants to know who somebody is does not find it here. */
const OTHERS_WORDS: readonly string[] = ['offline_access', 'openid', 'profile', 'email'];

function knownPrompts(prompt: string): string {
  return prompt
    .split(' ')
    .filter((word) => PROMPTS.includes(word))
    .join(' ');
}

function canonicalResource(words: URLSearchParams, { canonical }: Addresses): void {
  const resources = words.getAll('resource');
  words.delete('resource');
  const known = new Set(resources.map((resource) => canonical(resource) ?? resource));
  for (const resource of known) words.append('resource', resource);
}

/** Changes the one value of this name; an empty one goes. */
function rewrite(words: URLSearchParams, name: string, change: (value: string) => string): void {
  const values = words.getAll(name);
  if (values.length > 1) return;
  const value = change(values[0] ?? '');
  if (value === '') words.delete(name);
  else words.set(name, value);
}
