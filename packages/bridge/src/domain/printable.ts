/** Control characters, and those that are not seen: zero-width ones, and those that turn the direction of writing. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/**
 * A text of somebody else on one line, for a person who decides by it. A terminal does what it is told, and shows what it is
 * told to, and in either place a command can be made to look like another one. A line break stays visible: behind a comment it
 * begins a command.
 */
export function printable(text: string): string {
  return text.trimEnd().replaceAll(UNSEEN, (unseen) => (/[\n\r\u2028\u2029]/.test(unseen) ? ' ⏎ ' : ' '));
}
