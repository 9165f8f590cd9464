import type { ClientEntry } from '../domain/client-entry.ts';

/** An entry under `mcpServers`, the way most clients write it. */
export function serverEntry(entry: ClientEntry): object {
  return entry.kind === 'remote' ? { url: entry.url } : programOf(entry);
}

/** The same with its transport named, as Claude Code and VS Code want it. */
export function typedEntry(entry: ClientEntry): object {
  return entry.kind === 'remote' ? { type: 'http', url: entry.url } : { type: 'stdio', ...programOf(entry) };
}

function programOf({ command, args, env }: Extract<ClientEntry, { readonly kind: 'local' }>): object {
  return {
    command,
    ...(args.length === 0 ? {} : { args }),
    ...(Object.keys(env).length === 0 ? {} : { env }),
  };
}
