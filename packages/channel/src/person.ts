/** The id of a user, from what OpenClaw or its owner writes of him. Null for what names nobody. */
export function personId(text: string): string | null {
  return (
    text
      .trim()
      .replace(/^clawbridge:/i, '')
      .toLowerCase() || null
  );
}
