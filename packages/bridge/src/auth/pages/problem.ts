import { html, type Html } from './html.ts';
import type { Locale } from './locale.ts';
import { renderPage } from './page.ts';

export interface ProblemPage {
  readonly title: string;
  /** What happened. */
  readonly message: string;
  /** What to do. */
  readonly hint?: string | Html | undefined;
  readonly locale: Locale;
}

/** Says why somebody gets no further. */
export function renderProblem({ title, message, hint, locale }: ProblemPage): string {
  const body = html`<h1>${title}</h1>
    <div role="alert"><p>${message}</p></div>
    ${hint === undefined ? undefined : html`<p class="soft last">${hint}</p>`}`;
  return renderPage({ title, body, locale, isTranslated: false });
}
