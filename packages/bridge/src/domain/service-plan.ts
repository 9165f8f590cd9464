/** What has to be done, in order, so that a service is as it is wanted: to be shown, or to be carried out. */
export type ServicePlan = readonly ServiceStep[];

export type ServiceStep = WriteStep | CopyStep | RemoveStep | RunStep;

/** Writes a whole file, and makes the folder it stands in. */
export interface WriteStep {
  readonly kind: 'write';
  readonly file: string;
  readonly content: string;
  /** `utf16le` begins with the mark that says so. */
  readonly encoding: 'utf8' | 'utf16le';
}

export interface CopyStep {
  readonly kind: 'copy';
  readonly from: string;
  readonly file: string;
  /** Of what is copied, in hexadecimal: anything else is refused. */
  readonly sha256: string;
}

/** Nothing happens where there is no such file. */
export interface RemoveStep {
  readonly kind: 'remove';
  readonly file: string;
}

export interface RunStep {
  readonly kind: 'run';
  readonly argv: Argv;
  /** True where it may as well fail: what it would undo is not there. */
  readonly mayFail?: boolean;
  /** How often it is tried, a second apart, where what was before needs a moment to be gone. Once without it. */
  readonly tries?: number;
  /** True for what goes on by itself: nobody waits for its end. */
  readonly isLeft?: boolean;
  /** What a person can do when it fails. */
  readonly hint?: string;
}

/** A program and its arguments. No shell comes between. */
export type Argv = readonly [program: string, ...args: readonly string[]];

export function write(file: string, lines: readonly string[]): WriteStep {
  return { kind: 'write', file, content: `${lines.join('\n')}\n`, encoding: 'utf8' };
}

export function remove(file: string): RemoveStep {
  return { kind: 'remove', file };
}

export function run(argv: Argv, rest: Omit<RunStep, 'kind' | 'argv'> = {}): RunStep {
  return { kind: 'run', argv, ...rest };
}
