/**
 * The text with every half of a character replaced by U+FFFD. Half a surrogate pair comes from texts cut in the wrong
 * place; UTF-8 cannot carry it, so a store would give back another text and strict JSON readers would refuse it.
 */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
