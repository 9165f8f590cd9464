/** HTML that was written here, with everything that came from elsewhere escaped. */
export interface Html {
  readonly markup: string;
}

type Value = string | number | Html | readonly Html[] | undefined;

/**
 * A piece of a page. What is put in stands in text or between the quotes of an attribute, and cannot leave it;
 * `undefined` leaves nothing.
 */
export function html(pieces: TemplateStringsArray, ...values: readonly Value[]): Html {
  const [first = '', ...rest] = pieces;
  return { markup: rest.reduce((done, piece, index) => done + markupOf(values[index]) + piece, first) };
}

function markupOf(value: Value): string {
  if (value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
