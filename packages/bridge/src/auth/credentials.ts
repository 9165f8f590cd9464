import { readWebCookie } from './web-cookie.ts';

/** What somebody shows to be let in, whatever it is worth: what a program sends, or the session of a browser. */
export function credentialsOf({
  authorization,
  cookie,
}: {
  readonly authorization?: string | null | undefined;
  readonly cookie?: string | null | undefined;
}): string | undefined {
  return authorization ?? readWebCookie(cookie, false);
}
