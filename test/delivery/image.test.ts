import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { VERSION } from '../../packages/bridge/src/version.ts';
import { readDockerfile, restsOf, root } from './dockerfile.ts';

const stages = readDockerfile();
const last = stages.at(-1) ?? [];
const all = stages.flat();
const one = (verb: string) => restsOf(last, verb).at(-1) ?? '';

/** No engine builds the image here: what can be known from the text of the Dockerfile is. */
describe('the Dockerfile', () => {
  it('begins from images of one version, the same in every stage', () => {
    const bases = stages.map(([from]) => from?.rest.replace(/ AS .*/, ''));
    expect(bases).toEqual([expect.stringMatching(/^node:\d+\.\d+\.\d+-slim$/), bases[0]]);
  });

  it('has a Node the program runs on', () => {
    const [, major = 0, minor = 0] = (/node:(\d+)\.(\d+)/.exec(stages[0]?.[0]?.rest ?? '') ?? []).map(Number);
    expect(major > 20 || (major === 20 && minor >= 19)).toBe(true);
  });

  it('has every package of the workspace, and what its page and its plugin are built from', () => {
    const copied = restsOf(stages[0] ?? [], 'COPY').flatMap((rest) => rest.split(/\s+/).slice(0, -1));
    const packages = readdirSync(new URL('packages', root));
    for (const one of packages)
      expect(copied).toEqual(expect.arrayContaining([`packages/${one}/package.json`, `packages/${one}/src`]));
    for (const one of ['web', 'channel'])
      expect(copied).toEqual(expect.arrayContaining(filesOf(one).map((file) => `packages/${one}/${file}`)));
  });

  it('runs as nobody special, from the last thing that needs root on', () => {
    expect(one('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    const user = last.findIndex(({ verb }) => verb === 'USER');
    expect(last.slice(user).filter(({ verb }) => ['RUN', 'COPY', 'ADD', 'USER'].includes(verb))).toHaveLength(
      1,
    );
  });

  it('starts the program itself, which hears signals, and not a shell around it', () => {
    expect(JSON.parse(one('ENTRYPOINT'))).toEqual(['clawbridge']);
    expect(JSON.parse(one('CMD'))).toEqual(['serve']);
    expect(one('STOPSIGNAL')).toBe('SIGTERM');
  });

  it('asks the program how it is, with what is in the image', () => {
    const [, command = ''] = /CMD (\[.*\])$/.exec(one('HEALTHCHECK')) ?? [];
    expect(JSON.parse(command)).toEqual(['node', '-e', expect.stringContaining('/healthz')]);
  });

  it('takes the packages of the lockfile, and runs nobody else’s scripts', () => {
    expect(all.filter(({ rest }) => /\bnpm\b/.test(rest)).map(({ rest }) => rest)).toEqual([
      'npm ci --ignore-scripts',
    ]);
  });

  it('holds no secret: none is an argument or a variable', () => {
    const said = all.filter(({ verb }) => verb === 'ENV' || verb === 'ARG').map(({ rest }) => rest);
    expect(said.join(' ')).not.toMatch(/TOKEN|PASSWORD|SECRET|KEY|DATABASE_URL/i);
  });

  it('fetches nothing besides: no ADD, no download', () => {
    expect(all.filter(({ verb, rest }) => verb === 'ADD' || /curl|wget|apt-get/.test(rest))).toEqual([]);
  });

  it('keeps its state in a volume of its user', () => {
    expect(one('VOLUME')).toBe('/data');
    expect(one('ENV')).toContain('CLAWBRIDGE_HOME=/data');
    expect(restsOf(last, 'RUN').join()).toContain(
      `install -d -o ${one('USER').replace(':', ' -g ')} -m 700 /data`,
    );
  });

  it('says what it is', () => {
    expect(one('LABEL')).toContain(`org.opencontainers.image.version="${VERSION}"`);
    const { mcpName } = JSON.parse(readFileSync(new URL('packages/bridge/package.json', root), 'utf8')) as {
      mcpName: string;
    };
    expect(one('LABEL')).toContain(`io.modelcontextprotocol.server.name="${mcpName}"`);
  });
});

describe('.dockerignore', () => {
  it('lets through what the Dockerfile copies, and nothing else', () => {
    const lines = readFileSync(new URL('.dockerignore', root), 'utf8').split('\n');
    const copied = restsOf(stages[0] ?? [], 'COPY').flatMap((rest) => rest.split(/\s+/).slice(0, -1));
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))[0]).toBe('*');
    expect(
      lines
        .filter((line) => line.startsWith('!'))
        .map((line) => line.slice(1))
        .toSorted(),
    ).toEqual(copied.toSorted());
  });
});

/** Without what is made of them. */
function filesOf(name: string): readonly string[] {
  const found = readdirSync(new URL(`packages/${name}`, root));
  return found.filter((file) => file !== 'dist' && file !== 'node_modules');
}
