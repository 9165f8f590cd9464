import { resolve } from 'node:path';
import { options } from './options.ts';

/** Variables in which a path stands: our own, those of OpenClaw, and those of OpenTelemetry for each of its signals. */
const PATH =
  /^(?:OPENCLAW_(?:CONFIG_PATH|HOME|STATE_DIR)|OTEL_EXPORTER_OTLP_(?:\w+_)?(?:CERTIFICATE|CLIENT_KEY)|\w+_FILE)$/;

/** Variables with a list of objects, in which `…File` names a file. */
const LISTS: readonly string[] = [...options.instances.env, ...options.notify.env, ...options.xiaozhi.env];

/** What a variable says, so that it means the same to a process in another folder. */
export function withWholePaths(name: string, value: string): string {
  if (PATH.test(name)) return resolve(value.trim());
  return LISTS.includes(name) ? withWholeFiles(value) : value;
}

/** To the letter as it was where that means the same. */
function withWholeFiles(json: string): string {
  const said: unknown = JSON.parse(json);
  const whole = JSON.stringify(said, (key, value: unknown) =>
    key.endsWith('File') && typeof value === 'string' && value !== '' ? resolve(value) : value,
  );
  return whole === JSON.stringify(said) ? json : whole;
}
