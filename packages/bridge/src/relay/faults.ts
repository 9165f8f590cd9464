import { WIRE_VERSION } from '@clawbridge/wire';
import { toFailure, type Failure } from '../domain/failure.ts';
import type { Log } from '../domain/port/log.ts';

/** What a frame that is none says nevertheless: which message it was to be, and which version it speaks. */
export interface Remains {
  readonly cid?: string;
  readonly version?: number;
}

/** Never throws. */
export function remainsOf(data: string): Remains {
  const value = parse(data);
  if (typeof value !== 'object' || value === null) return {};
  const cid = 'cid' in value && typeof value.cid === 'string' && /^[a-z\d-]{1,64}$/.test(value.cid);
  const isHello = 'type' in value && value.type === 'hello';
  return {
    ...(cid ? { cid: String(value.cid) } : {}),
    ...(isHello && 'version' in value && typeof value.version === 'number' ? { version: value.version } : {}),
  };
}

/** For whoever looks at why the socket closed. */
export function otherVersion(version: number): string {
  const older = version < WIRE_VERSION ? 'Update or reload what connects.' : 'Update clawbridge.';
  return `This clawbridge speaks version ${WIRE_VERSION}, not ${version}. ${older}`;
}

/** What went wrong, as it is told; what nobody has thought of is in the log, too. */
export function failureOf(thrown: unknown, log: Log): Failure {
  const failure = toFailure(thrown);
  if (failure.code === 'internal')
    log.error({ stack: failure.stack }, `the relay failed: ${failure.message}`);
  return failure;
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
