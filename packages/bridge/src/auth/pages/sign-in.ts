import type { SignInRefusal } from '../sign-in.ts';
import { clientNamed, type AskingClient } from './client.ts';
import { html, type Html } from './html.ts';
import type { Locale } from './locale.ts';
import { renderPage } from './page.ts';
import { texts } from './texts.ts';

/** What the form can be answered with; for `no_password` there is a page of its own. */
export type SignInError = Exclude<SignInRefusal, 'no_password'>;

export interface SignInPage {
  readonly csrf: string;
  readonly client: AskingClient;
  readonly error?: SignInError | undefined;
  /** How long the next attempt has to wait; nothing is said of 0. */
  readonly retryAfterS?: number | undefined;
  readonly locale: Locale;
}

/** Asks for the owner's password: `action=sign-in`, `csrf`, `password`. */
export function renderSignIn({ csrf, client, error, retryAfterS = 0, locale }: SignInPage): string {
  const { title, heading, why, label, hint, button, forgotten } = texts.signIn;
  const describedBy = error === undefined ? 'hint' : 'error hint';
  const invalid = error === 'wrong_password' ? html` aria-invalid="true"` : undefined;
  const body = html`<h1>${heading[locale]}</h1>
    <p>${why[locale](clientNamed(client, locale))}</p>
    ${error === undefined ? undefined : notice(error, retryAfterS, locale)}
    <form method="post">
      <input type="hidden" name="csrf" value="${csrf}" />
      <input type="text" name="username" value="owner" autocomplete="username" hidden />
      <label class="field" for="password">${label[locale]}</label>
      <input
        type="password"
        id="password"
        name="password"
        autocomplete="current-password"
        required
        autofocus
        aria-describedby="${describedBy}"
        ${invalid}
      />
      <p class="soft small" id="hint">${hint[locale]}</p>
      <div class="buttons one">
        <button class="main" name="action" value="sign-in">${button[locale]}</button>
      </div>
    </form>
    <p class="soft small last">${forgotten[locale]}</p>`;
  return renderPage({ title: title[locale], body, locale, isTranslated: true });
}

function notice(error: SignInError, retryAfterS: number, locale: Locale): Html {
  const { retry, seconds, minutes } = texts.refused;
  const wait = retryAfterS < 90 ? seconds[locale](retryAfterS) : minutes[locale](Math.ceil(retryAfterS / 60));
  const when = retryAfterS > 0 ? retry[locale](wait) : undefined;
  return html`<div class="notice" role="alert" id="error">
    <p>${texts.refused[error][locale]}${when}</p>
  </div>`;
}
