/**
 * A text of somebody else on one line of a terminal. A terminal does what it is told, and shows what it is told to: control
 * characters go, and so do those that turn the direction of writing, which can make a command look like another one.
 */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g, ' ');
}
