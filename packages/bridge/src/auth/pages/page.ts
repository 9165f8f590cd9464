import { html, type Html } from './html.ts';
import { LOCALES, type Locale } from './locale.ts';
import { STYLE } from './style.ts';
import { texts } from './texts.ts';

const MARK = html`<svg
  viewBox="0 0 32 32"
  fill="none"
  stroke="currentColor"
  stroke-width="2.6"
  stroke-linecap="round"
  aria-hidden="true"
>
  <path d="M3 23C7 9 25 9 29 23M3 27h26M9.5 15.5V23M16 12.5V23M22.5 15.5V23" />
</svg>`;

/** With nothing around the style: browsers compare the hash of all that stands between the tags. */
const STYLE_ELEMENT: Html = { markup: `<style>${STYLE}</style>` };

/** As `lang` writes it. */
const TAGS: Readonly<Record<Locale, string>> = { en: 'en', zh: 'zh-Hans' };

export interface Page {
  readonly title: string;
  readonly body: Html;
  readonly locale: Locale;
  /** Whether its address shows it again, and knows `?lang=`. Elsewhere a link to it would drop what the address asked for. */
  readonly isTranslated: boolean;
}

/** What all pages have around them. */
export function renderPage({ title, body, locale, isTranslated }: Page): string {
  const others = isTranslated ? LOCALES.filter((one) => one !== locale) : [];
  return html`<!doctype html>
    <html lang="${TAGS[locale]}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} – clawbridge</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <header>${MARK}clawbridge</header>
        <main>${body}</main>
        <footer><span>${texts.footer[locale]}</span>${others.map(languageLink)}</footer>
      </body>
    </html> `.markup;
}

function languageLink(locale: Locale): Html {
  return html`<a href="?lang=${locale}" lang="${TAGS[locale]}" hreflang="${TAGS[locale]}"
    >${texts.language[locale]}</a
  >`;
}
