import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { describeFailure, toFailure } from '../domain/failure.ts';
import type { Redact } from '../domain/redact.ts';

/** The face of a failure where a request has no result that could carry it. */
export function protocolFailure(thrown: unknown, redact: Redact): ProtocolError {
  if (thrown instanceof ProtocolError) return thrown;
  const failure = toFailure(thrown);
  const code =
    failure.code === 'invalid_input' ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError;
  return new ProtocolError(code, redact(describeFailure(failure)));
}
