import { cutText } from '../../domain/cut-text.ts';
import { printable } from '../../domain/printable.ts';
import { wellFormed } from '../../domain/well-formed.ts';
import { html, type Html } from './html.ts';

/** What a stranger may take of the space by which somebody decides. */
const MAX_NAME = 60;
const MAX_HOST = 120;
/** Before it is looked at more closely, for which somebody could send megabytes. */
const MAX_READ = 2_000;

/**
 * A name somebody gave himself: on one line, in the direction of the page, without what is not seen and without marks that
 * pile up over the lines around it. Empty when nothing is left.
 */
export function shownName(name: string): string {
  const calm = wellFormed(printable(cutText(name, MAX_READ)))
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replaceAll(/(\p{M}{2})\p{M}+/gu, '$1')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  return calm.length <= MAX_NAME ? calm : `${cutText(calm, MAX_NAME - 1).trimEnd()}…`;
}

/** A host name is read from its end, which says whose it is: a long one loses its beginning, and is broken at its dots. */
export function shownHost(host: string): Html {
  const calm = wellFormed(printable(host.slice(-MAX_READ))).trim();
  const end = calm.length <= MAX_HOST ? calm : `…${calm.slice(1 - MAX_HOST)}`;
  return html`<bdi>${end.split(/(?<=\.)/).map((label) => html`${label}<wbr />`)}</bdi>`;
}
