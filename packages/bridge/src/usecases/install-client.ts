import type { ClientEntry } from '../domain/client-entry.ts';
import type { ByHand, ClientChange, McpClient } from '../domain/port/mcp-client.ts';

export interface InstallRequest {
  readonly client: McpClient;
  readonly name: string;
  /** Undefined takes the one of that name away. */
  readonly entry: ClientEntry | undefined;
  /** Only tells what would change. */
  readonly dryRun: boolean;
}

/** What became of it, or what is left for a person. */
export type Installed = ByHand | Changed;

export interface Changed extends Pick<ClientChange, 'what' | 'place'> {
  /** The file that keeps the former state. */
  readonly backup: string | undefined;
}

/** Makes a client know clawbridge, or forget it. The same again changes nothing. Errors: those of McpClient. */
export async function installClient({ client, name, entry, dryRun }: InstallRequest): Promise<Installed> {
  const prepared = await client.prepare(name, entry);
  if (prepared.what === 'by hand') return prepared;
  const { what, place, apply } = prepared;
  return { what, place, backup: dryRun || what === 'nothing' ? undefined : await apply() };
}
