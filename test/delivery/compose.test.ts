import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { options } from '../../packages/bridge/src/config/options.ts';
import type { Option } from '../../packages/bridge/src/config/option.ts';
import { VERSION } from '../../packages/bridge/src/version.ts';
import { root } from './dockerfile.ts';

interface Service {
  readonly image: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly user?: string;
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[];
  readonly profiles?: readonly string[];
  readonly init?: boolean;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: object;
  readonly networks: Readonly<
    Record<string, { internal?: boolean; ipam?: { config: { subnet: string }[] } }>
  >;
}

const text = readFileSync(new URL('compose.yaml', root), 'utf8');
const { services, volumes, networks } = parse(text) as Compose;
const { clawbridge, caddy, postgres } = services;
const example = readFileSync(new URL('deploy/example.env', root), 'utf8');

describe('compose.yaml', () => {
  it.each(Object.entries(services))(
    '%s can change nothing but its volumes, and gain no rights',
    (_, service) => {
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
    },
  );

  it.each(Object.entries(services))('%s is of one version', (_, { image }) => {
    expect(image).toMatch(/:\d+\.\d+/);
    expect(image).not.toContain('latest');
  });

  it('is the version of everything', () => {
    expect(clawbridge).toMatchObject({ image: `clawbridge:${VERSION}`, user: '1000:1000', init: true });
  });

  it('opens no port but those of Caddy', () => {
    expect(Object.values(services).filter(({ ports }) => ports !== undefined)).toEqual([caddy]);
  });

  it('lets clawbridge and Caddy meet in the one network whose addresses are trusted', () => {
    const shared = clawbridge?.networks?.filter((name) => caddy?.networks?.includes(name));
    expect(shared).toEqual(['inside']);
    expect(networks['inside']).toEqual({
      internal: true,
      ipam: { config: [{ subnet: clawbridge?.environment?.['TRUST_PROXY'] }] },
    });
  });

  it('asks clients who they are', () => {
    expect(clawbridge?.environment).toMatchObject({ AUTH_ENABLED: 'true' });
  });

  it('has secrets as files only', () => {
    const said = Object.values(services).flatMap(({ environment = {} }) => Object.entries(environment));
    const secrets = said.filter(([name]) => /TOKEN|PASSWORD|SECRET|DATABASE_URL/.test(name));
    expect(secrets.length).toBeGreaterThan(2);
    for (const [name, value] of secrets) {
      expect(name).toMatch(/_FILE$/);
      expect(value).toMatch(/^(\/run\/secrets\/|\$\{\w+_FILE:-\})/);
    }
    expect(example).not.toMatch(/^[A-Z_]*(TOKEN|PASSWORD|SECRET)=/m);
  });

  it('sets what clawbridge knows', () => {
    const known = Object.values<Option<unknown>>(options).flatMap(({ env, isSecret }) =>
      isSecret ? env.map((one) => `${one}_FILE`) : env,
    );
    // No rows of the table: of OpenClaw's own client, and of the proxy in front.
    const others = ['OPENCLAW_ALLOW_INSECURE_PRIVATE_WS'];
    for (const name of Object.keys(clawbridge?.environment ?? {}))
      expect([...known, ...others]).toContain(name);
  });

  it('starts PostgreSQL only for those who want it', () => {
    expect(postgres?.profiles).toEqual(['postgres']);
    expect(clawbridge?.profiles).toBeUndefined();
  });

  it('has every volume and network it names, and every file it mounts', () => {
    const mounted = Object.values(services).flatMap(({ volumes: own = [] }) =>
      own.map((one) => one.split(':')[0] ?? ''),
    );
    expect(new Set(mounted.filter((one) => !one.startsWith('.')))).toEqual(new Set(Object.keys(volumes)));
    for (const one of mounted.filter((path) => path.startsWith('./deploy')))
      expect(existsSync(new URL(one, root))).toBe(true);
    const used = Object.values(services).flatMap(({ networks: own = [] }) => own);
    expect(new Set(used)).toEqual(new Set(Object.keys(networks)));
  });

  it('asks for nothing that deploy/example.env does not explain', () => {
    const asked = [...text.replaceAll(/^\s*#.*$/gm, '').matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name);
    for (const name of asked) expect(example).toMatch(new RegExp(`^(# )?${name}=`, 'm'));
  });
});
