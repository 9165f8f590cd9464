/** How an MCP client reaches clawbridge: as a program it starts, or at an address. */
export type ClientEntry = LocalEntry | RemoteEntry;

export interface LocalEntry {
  readonly kind: 'local';
  readonly command: string;
  readonly args: readonly string[];
  /** Variables of its process. Never holds a secret. */
  readonly env: Readonly<Record<string, string>>;
}

export interface RemoteEntry {
  readonly kind: 'remote';
  readonly url: string;
}

/** What clients call clawbridge, where nobody says otherwise. */
export const ENTRY_NAME = 'openclaw';

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** A name every client takes: some make the names of tools of it. */
export function isEntryName(text: string): boolean {
  return NAME.test(text);
}
