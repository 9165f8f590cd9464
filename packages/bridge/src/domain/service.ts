import { Failure } from './failure.ts';

/** What clawbridge is called among the services of a machine, where nobody says otherwise. */
export const SERVICE_NAME = 'clawbridge';

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** A name every service manager takes, and every file system. */
export function isServiceName(text: string): boolean {
  return NAME.test(text);
}

/** What a service manager has to start. Holds no secret: others may read what is made of it. */
export interface ServiceJob {
  /** Absolute path of Node. */
  readonly node: string;
  /** Absolute path of the script of `clawbridge`. */
  readonly script: string;
  /** Folder of its settings and its data. */
  readonly home: string;
  readonly logFile: string;
  /** Of its process, besides those of the service manager. */
  readonly variables: Readonly<Record<string, string>>;
}

/** How the service is doing, as its manager tells it. */
export interface ServiceState {
  readonly state: 'running' | 'starting' | 'stopped' | 'failed' | 'absent';
  readonly pid?: number | undefined;
  /** How often it was started again by itself. */
  readonly restarts?: number | undefined;
  /** As the manager writes it. */
  readonly since?: string | undefined;
  /** What else is known, for a person. */
  readonly detail?: string | undefined;
}

/** No file of a service manager has a way to write these. */
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const UNWRITABLE = /[\u0000-\u001f\u007f]/;

/** Errors: `config_invalid` for a path or a value that cannot stand in a file of a service manager. */
export function checkServiceJob({ node, script, home, logFile, variables }: ServiceJob): void {
  const stranger = [node, script, home, logFile, ...Object.values(variables)].find((one) =>
    UNWRITABLE.test(one),
  );
  if (stranger === undefined) return;
  throw new Failure('config_invalid', `${JSON.stringify(stranger)} has a control character in it.`, {
    hint: 'Install clawbridge, and keep its home, in a folder with a plain name.',
  });
}
