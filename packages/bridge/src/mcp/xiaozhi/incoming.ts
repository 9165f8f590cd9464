import {
  isJSONRPCNotification,
  isJSONRPCRequest,
  type JSONRPCNotification,
  type JSONRPCRequest,
  type RequestId,
} from '@modelcontextprotocol/server';
import { SERIAL } from '../server.ts';
import { fieldsOf, isFields, jsonIn, type Fields } from './frame-fields.ts';

/** A frame of the other side, made tolerable for the SDK. */
export type Incoming =
  | {
      readonly kind: 'request';
      /** As it stands on the wire: 0 and the empty string are ids, and ids come again. */
      readonly id: RequestId;
      /** Under the id the SDK is to know it by. */
      readonly as: (id: number) => JSONRPCRequest;
    }
  | { readonly kind: 'notification'; readonly message: JSONRPCNotification }
  /** A request whose form the SDK would pass over in silence; somebody waits for its answer all the same. */
  | { readonly kind: 'malformed'; readonly id: RequestId };

/** An answer has to fit into a frame with its id. Longer ones than anybody makes are not answered. Characters. */
const LONGEST_ID = 256;

/** Reads a text frame. Undefined for what is not answered: no JSON, a batch, an answer, an id as long as a text. */
export function readFrame(text: string): Incoming | undefined {
  const frame = jsonIn(text);
  if (!isFields(frame) || typeof frame['method'] !== 'string') return undefined;
  const { id, method } = frame;
  if (typeof id === 'string' && id.length > LONGEST_ID) return undefined;
  const params = tolerable(method, frame['params']);
  const body = { jsonrpc: '2.0', method, ...(params === undefined ? {} : { params }) };
  if (isId(id)) return asRequest(id, body);
  return isJSONRPCNotification(body) ? { kind: 'notification', message: body } : undefined;
}

function asRequest(id: RequestId, body: Fields): Incoming {
  const message: unknown = { ...body, id: 0 };
  if (!isJSONRPCRequest(message)) return { kind: 'malformed', id };
  return { kind: 'request', id, as: (known) => ({ ...message, id: known }) };
}

/** `null` where there is nothing: the SDK never answers the one, and refuses the other. */
function tolerable(method: string, params: unknown): unknown {
  if (params === null) return undefined;
  if (!isFields(params) || method !== 'tools/call') return params;
  const { serialNumber, ...rest } = params;
  return {
    ...rest,
    arguments: rest['arguments'] ?? {},
    ...(isSerial(serialNumber)
      ? { _meta: { ...fieldsOf(rest['_meta']), [SERIAL]: String(serialNumber) } }
      : {}),
  };
}

function isSerial(value: unknown): value is string | number {
  return typeof value === 'number' || (typeof value === 'string' && value !== '');
}

function isId(value: unknown): value is RequestId {
  return typeof value === 'number' || typeof value === 'string';
}
