import { html, type Html } from './html.ts';
import type { Locale } from './locale.ts';
import { shownName } from './shown.ts';
import { texts } from './texts.ts';

/** The program that asks for access, as far as it is known. */
export interface AskingClient {
  /** What it calls itself: anything. */
  readonly name: string;
  readonly id: string;
  /** From `redirectHostOf`. */
  readonly redirectHost: string;
  /** True when the name comes from the address that is its id, not from whoever asks. */
  readonly isVerified: boolean;
}

/** Its name in a sentence: quoted, and kept from turning the sentence around. */
export function clientNamed({ name }: Pick<AskingClient, 'name'>, locale: Locale): Html {
  const shown = shownName(name);
  return html`<bdi>${shown === '' ? texts.unnamed[locale] : texts.quoted[locale](shown)}</bdi>`;
}
