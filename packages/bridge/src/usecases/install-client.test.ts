import { describe, expect, it } from 'vitest';
import type { ClientChange, McpClient } from '../domain/port/mcp-client.ts';
import { installClient } from './install-client.ts';

const entry = { kind: 'remote', url: 'https://claw.example.com/mcp' } as const;

/** A client in which this has to change, and how often it was. */
function clientThat(what: ClientChange['what']) {
  const changes = { made: 0 };
  const client: McpClient = {
    title: 'Client',
    isShared: false,
    snippet: () => '{}',
    prepare: async () => ({
      what,
      place: 'file',
      async apply() {
        changes.made++;
        return 'file.backup-1';
      },
    }),
  };
  return { client, changes };
}

describe('installing in a client', () => {
  it('makes the change, and says where the former state is', async () => {
    const { client, changes } = clientThat('add');
    const done = await installClient({ client, name: 'openclaw', entry, dryRun: false });
    expect(done).toEqual({ what: 'add', place: 'file', backup: 'file.backup-1' });
    expect(changes.made).toBe(1);
  });

  it.each([
    { what: 'add', dryRun: true },
    { what: 'nothing', dryRun: false },
  ] as const)('changes nothing: $what, dry run $dryRun', async ({ what, dryRun }) => {
    const { client, changes } = clientThat(what);
    const done = await installClient({ client, name: 'openclaw', entry, dryRun });
    expect(done).toEqual({ what, place: 'file', backup: undefined });
    expect(changes.made).toBe(0);
  });

  it('tells what only a person can do', async () => {
    const steps = { what: 'by hand', steps: 'Open the settings.' } as const;
    const client: McpClient = { ...clientThat('add').client, prepare: async () => steps };
    expect(await installClient({ client, name: 'openclaw', entry: undefined, dryRun: true })).toBe(steps);
  });
});
