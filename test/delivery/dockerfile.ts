import { readFileSync } from 'node:fs';

export const root = new URL('../../', import.meta.url);

/** One instruction of a Dockerfile. */
export interface Instruction {
  readonly verb: string;
  /** What stands behind it, on one line. */
  readonly rest: string;
}

/** What stands between one FROM and the next, the FROM included. */
export type Stage = readonly Instruction[];

/** The stages of a Dockerfile, in order. */
export function readDockerfile(): readonly Stage[] {
  const text = readFileSync(new URL('Dockerfile', root), 'utf8');
  const lines = text.replaceAll(/^\s*#.*\n/gm, '').replaceAll(/\\\n\s*/g, '');
  const instructions = lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, verb = '', rest = ''] = /^\s*(\w+)\s+(.*)$/.exec(line) ?? [];
      return { verb: verb.toUpperCase(), rest: rest.trim() };
    });
  return instructions.reduce<Instruction[][]>(
    (stages, one) =>
      one.verb === 'FROM' ? [...stages, [one]] : [...stages.slice(0, -1), [...(stages.at(-1) ?? []), one]],
    [],
  );
}

export function restsOf(stage: Stage, verb: string): readonly string[] {
  return stage.filter((one) => one.verb === verb).map(({ rest }) => rest);
}
