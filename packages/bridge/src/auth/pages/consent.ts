import type { Scope } from '../../domain/principal.ts';
import { clientNamed, type AskingClient } from './client.ts';
import { html, type Html } from './html.ts';
import type { Locale } from './locale.ts';
import { renderPage } from './page.ts';
import { placeOf } from './redirect-host.ts';
import { shownHost, shownName } from './shown.ts';
import { texts } from './texts.ts';

export interface ConsentPage {
  readonly csrf: string;
  readonly client: AskingClient;
  /** What can be granted. An answer may name less, and somebody else than this page may name more. */
  readonly scopes: readonly Scope[];
  /** What is ticked at first; all of `scopes` without it. */
  readonly ticked?: readonly Scope[] | undefined;
  /** By name. One alone is no question, and is sent with the answer. */
  readonly instances: readonly string[];
  readonly signedInAs: string;
  /** `nothing`: somebody allowed what he had not ticked. */
  readonly error?: 'nothing' | undefined;
  readonly locale: Locale;
}

/** Asks what a client may do: `action=allow|deny`, `csrf`, and on allow each `scope` and each `instance`. */
export function renderConsent(page: ConsentPage): string {
  const { csrf, client, error, signedInAs, locale } = page;
  const { title, heading, nothing, deny, allow, signedInAs: signedIn } = texts.consent;
  // Deny comes first: it is what a browser presses when somebody hits Enter in the form.
  const body = html`<h1>${heading[locale](clientNamed(client, locale))}</h1>
    ${whoseName(client, locale)} ${placeShown(client, locale)}
    ${error === undefined ? undefined : html`<div class="notice" role="alert"><p>${nothing[locale]}</p></div>`}
    <form method="post">
      <input type="hidden" name="csrf" value="${csrf}" />
      ${scopeChoices(page)} ${instanceChoices(page)}
      <div class="buttons">
        <button name="action" value="deny">${deny[locale]}</button>
        <button class="main" name="action" value="allow">${allow[locale]}</button>
      </div>
    </form>
    <p class="soft small last">${signedIn[locale](shownName(signedInAs))}</p>`;
  return renderPage({ title: title[locale], body, locale, isTranslated: true });
}

function whoseName({ id, isVerified }: AskingClient, locale: Locale): Html {
  const { verified, unverified } = texts.consent;
  const publisher = isVerified && URL.canParse(id) ? new URL(id).host : '';
  if (publisher === '') return html`<p>${unverified[locale]}</p>`;
  return html`<p class="soft">${verified[locale](shownHost(publisher))}</p>`;
}

function placeShown({ redirectHost }: AskingClient, locale: Locale): Html {
  const { sentTo, place } = texts.consent;
  return html`<div class="place">
    <p class="soft small">${sentTo[locale]}</p>
    <p class="host">${shownHost(redirectHost)}</p>
    <p class="small">${place[placeOf(redirectHost)][locale]}</p>
  </div>`;
}

function scopeChoices({ scopes, ticked = scopes, locale }: ConsentPage): Html {
  return html`<fieldset>
    <legend>${texts.consent.scopes[locale]}</legend>
    ${scopes.map((scope) => scopeChoice(scope, ticked.includes(scope), locale))}
  </fieldset>`;
}

function scopeChoice(scope: Scope, isTicked: boolean, locale: Locale): Html {
  const { title, detail } = texts.consent.scope[scope];
  return html`<label class="choice"
    ><input type="checkbox" name="scope" value="${scope}" ${checked(isTicked)} /><span
      ><strong>${title[locale]}</strong></span
    ><span class="soft small">${detail[locale]}</span>${warningOf(scope, locale)}</label
  >`;
}

function warningOf(scope: Scope, locale: Locale): Html | undefined {
  if (scope !== 'approve' && scope !== 'admin') return undefined;
  const { careful, warning } = texts.consent;
  return html`<span class="warn small"><strong>${careful[locale]}</strong>${warning[scope][locale]}</span>`;
}

function instanceChoices({ instances, locale }: ConsentPage): Html {
  const [only] = instances;
  if (only === undefined) return html``;
  if (instances.length === 1) return html`<input type="hidden" name="instance" value="${only}" />`;
  return html`<fieldset>
    <legend>${texts.consent.instances[locale]}</legend>
    ${instances.map(
      (name) =>
        html`<label class="choice"
          ><input type="checkbox" name="instance" value="${name}" ${checked(true)} /><span
            >${shownName(name)}</span
          ></label
        >`,
    )}
  </fieldset>`;
}

function checked(isTicked: boolean): Html | undefined {
  return isTicked ? html` checked` : undefined;
}
