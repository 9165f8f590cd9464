import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { knownClients } from '../../packages/bridge/src/clients/known-clients.ts';
import type { Place } from '../../packages/bridge/src/clients/place.ts';
import type { ClientEntry } from '../../packages/bridge/src/domain/client-entry.ts';
import { root } from './dockerfile.ts';

const page = readFileSync(new URL('docs/install.md', root), 'utf8');
const part = (name: string) =>
  new RegExp(`<!-- ${name}:[^]*?-->([^]*?)<!-- /${name} -->`).exec(page)?.[1] ?? '';

const local: ClientEntry = {
  kind: 'local',
  command: '/usr/bin/node',
  args: ['/usr/lib/node_modules/clawbridge/dist/clawbridge.cjs'],
  env: {},
};
const remote: ClientEntry = { kind: 'remote', url: 'https://claw.example.com/mcp' };

const places: readonly Place[] = [
  { platform: 'darwin', environment: {}, home: '~' },
  { platform: 'linux', environment: {}, home: '~' },
  { platform: 'win32', environment: { APPDATA: '%APPDATA%' }, home: '%USERPROFILE%' },
];

const clientAt = (name: string, place: Place) => {
  const create = knownClients[name];
  if (!create) throw new Error(`docs/install.md has a client nobody knows: ${name}`);
  return create(place);
};

describe('docs/install.md', () => {
  const sections = [...part('entries').matchAll(/^### (\S+)\n([^]*?)(?=^### |$(?![^]))/gm)].map(
    ([, name = '', text = '']) => ({
      name,
      samples: [...text.matchAll(/```json\n([^]*?)```/g)].map(([, json = '']) => JSON.parse(json) as unknown),
    }),
  );

  it('has every client', () => {
    expect(sections.map(({ name }) => name)).toEqual(Object.keys(knownClients));
  });

  it.each(sections)('shows for $name what the command writes', ({ name, samples }) => {
    const written = [local, remote].map(
      (entry) => JSON.parse(clientAt(name, places[1] ?? never()).snippet('openclaw', entry)) as unknown,
    );
    expect(samples).toEqual(written.slice(0, samples.length));
  });

  const rows = part('places')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => [...line.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text));

  it.each(rows)('says where %s keeps its servers', async (name = '', ...files) => {
    const found = await Promise.all(
      places.map(async (place) => await clientAt(name, place).prepare('openclaw', undefined)),
    );
    expect(found.map((one) => (one.what === 'by hand' ? '' : one.place))).toEqual(files);
  });
});

describe('docs/deploy.md', () => {
  it('shows the lines of deploy/nginx.conf', () => {
    const deploy = readFileSync(new URL('docs/deploy.md', root), 'utf8');
    const [, sample = 'none'] = /```nginx\n([^]*?)```/.exec(deploy) ?? [];
    expect(readFileSync(new URL('deploy/nginx.conf', root), 'utf8')).toContain(sample.trimEnd());
  });
});

function never(): never {
  throw new Error('unreachable');
}
