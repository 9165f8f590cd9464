import type { Locale } from './locale.ts';
import { renderProblem } from './problem.ts';
import { texts } from './texts.ts';

/** In place of the sign-in while the owner has no password. A page that sets one would set it for whoever comes first. */
export function renderNoPassword({ locale }: { readonly locale: Locale }): string {
  const { title, message, hint } = texts.noPassword;
  return renderProblem({ title: title[locale], message: message[locale], hint: hint[locale], locale });
}
