import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { options } from '../../packages/bridge/src/config/options.ts';
import type { Option } from '../../packages/bridge/src/config/option.ts';
import { root } from './dockerfile.ts';

interface Server {
  readonly $schema: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly version: string;
  readonly packages: readonly {
    readonly registryType: string;
    readonly registryBaseUrl: string;
    readonly identifier: string;
    readonly version: string;
    readonly transport: { readonly type: string };
    readonly environmentVariables: readonly Variable[];
  }[];
}

interface Variable {
  readonly name: string;
  readonly description: string;
  readonly isSecret?: boolean;
  readonly choices?: readonly string[];
  readonly default?: string;
}

const read = (path: string) => JSON.parse(readFileSync(new URL(path, root), 'utf8')) as unknown;
const server = read('server.json') as Server;
const npm = read('packages/bridge/package.json') as Record<string, unknown>;
const [first, ...others] = server.packages;
const settings = Object.values<Option<unknown>>(options);

/** What the schema of 2025-12-11 and the official registry ask for. */
describe('server.json', () => {
  it('is of the schema the registry takes', () => {
    expect(server.$schema).toBe(
      'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
    );
  });

  it('has a name of its owner, which the package repeats', () => {
    expect(server.name).toMatch(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/);
    expect(npm['mcpName']).toBe(server.name);
  });

  it('says in a few words what it is', () => {
    expect(server.description.length).toBeGreaterThan(0);
    expect(server.description.length).toBeLessThanOrEqual(100);
    expect(server.title.length).toBeLessThanOrEqual(100);
  });

  it('names the package as it is published, in one exact version', () => {
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      registryType: 'npm',
      registryBaseUrl: 'https://registry.npmjs.org',
      identifier: npm['name'],
      version: npm['version'],
      transport: { type: 'stdio' },
    });
    expect(server.version).toBe(npm['version']);
    expect(server.version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('has only keys the schema knows', () => {
    const known = [
      '$schema',
      'name',
      'title',
      'description',
      'version',
      'packages',
      'remotes',
      'icons',
      'repository',
      'websiteUrl',
      '_meta',
    ];
    expect(Object.keys(server).filter((key) => !known.includes(key))).toEqual([]);
  });

  it.each(first?.environmentVariables ?? [])(
    '$name is a setting of clawbridge, and a secret if it is one there',
    (variable) => {
      const option = settings.find(({ env }) => env.includes(variable.name));
      expect(option?.isSecret).toBe(variable.isSecret ?? false);
      if (variable.choices !== undefined) {
        expect(option?.value).toBe(variable.choices.join('|'));
        expect(option?.initial).toBe(variable.default);
      }
    },
  );
});
