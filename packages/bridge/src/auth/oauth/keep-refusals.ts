import type { KoaContextWithOIDC } from 'oidc-provider';
import { PAGE_HEADERS } from '../pages/headers.ts';
import { pickLocale } from '../pages/locale.ts';
import { problemOf, problemPage } from './problems.ts';

/**
 * Tells a person here why a request was refused before anybody looked at it, instead of sending the browser on with the error:
 * everybody may register an address, and would have one of ours that leads there (RFC 9700, section 4.11.2). What a person has
 * decided still goes to the client.
 */
export async function keepRefusals(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  if (ctx.oidc?.route !== 'authorization') return;
  const refusal = refusalIn(ctx.response.get('location'));
  if (refusal === undefined) return;
  const { error, detail } = refusal;
  const locale = pickLocale([], ctx.get('accept-language'));
  const problem = problemOf(error);
  ctx.remove('location');
  ctx.status = 400;
  ctx.set(PAGE_HEADERS);
  ctx.body = problemPage(problem, locale, problem === 'request' ? detail : undefined);
}

function refusalIn(
  location: string,
): { readonly error: string; readonly detail: string | undefined } | undefined {
  if (!URL.canParse(location)) return undefined;
  const { searchParams, hash } = new URL(location);
  const said = searchParams.has('error') ? searchParams : new URLSearchParams(hash.slice(1));
  const error = said.get('error');
  return error === null ? undefined : { error, detail: said.get('error_description') ?? undefined };
}
