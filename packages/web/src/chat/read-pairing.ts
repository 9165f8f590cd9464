export interface Pairing {
  readonly code: string;
  /** What the owner types to let somebody in. */
  readonly command?: string;
}

/** The code in a notice of OpenClaw that says how to be let in. */
export function readPairing(text: string): Pairing | undefined {
  const command = /openclaw pairing approve [\w./:-]+ ([A-Z\d]{6,12})\b/.exec(text);
  const code = /pairing code:?[\s`]*([A-Z\d]{6,12})\b/i.exec(text)?.[1] ?? command?.[1];
  if (code === undefined) return undefined;
  return command === null ? { code } : { code, command: command[0] };
}
