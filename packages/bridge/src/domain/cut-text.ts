/** The first `max` characters of a text; one less where the cut would go through a character of two halves. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  return text.slice(0, isFirstHalf(text.charCodeAt(max - 1)) ? max - 1 : max);
}

function isFirstHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
