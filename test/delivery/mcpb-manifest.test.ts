import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { options } from '../../packages/bridge/src/config/options.ts';
import type { Option } from '../../packages/bridge/src/config/option.ts';
import { VERSION } from '../../packages/bridge/src/version.ts';
import { root } from './dockerfile.ts';

interface Manifest {
  readonly version: string;
  readonly server: { readonly mcp_config: { readonly env: Readonly<Record<string, string>> } };
  readonly user_config: Readonly<Record<string, { readonly default?: string; readonly sensitive?: boolean }>>;
}

const manifest = JSON.parse(readFileSync(new URL('deploy/mcpb/manifest.json', root), 'utf8')) as Manifest;
const fields = Object.entries(manifest.server.mcp_config.env).map(([variable, text]) => {
  const [, name = ''] = /^\$\{user_config\.(\w+)\}$/.exec(text) ?? [];
  const option = Object.values<Option<unknown>>(options).find(({ env }) => env.includes(variable));
  return { variable, field: manifest.user_config[name], option };
});

/** The official tool and a client look at the whole bundle in test/real. */
describe('the manifest of the bundle for Claude Desktop', () => {
  it('is of this version', () => {
    expect(manifest.version).toBe(VERSION);
  });

  it('uses every field it asks for', () => {
    expect(fields.map(({ field }) => field)).toEqual(Object.values(manifest.user_config));
  });

  // A field nobody fills in would otherwise reach the program as the text of its placeholder.
  it.each(fields)('$variable means the same when nobody fills it in', ({ field, option }) => {
    expect(field?.default).toBe(option?.initial ?? '');
    expect(field?.sensitive ?? false).toBe(option?.isSecret);
  });
});
