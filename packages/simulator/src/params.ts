import { Refusal } from './refusal.ts';

export type Params = Readonly<Record<string, unknown>>;

/** `string` is required and may not be empty, `list?` is one of objects, `string?` may be left out, `any?` is accepted and ignored. */
type FieldKind =
  | 'string'
  | 'text'
  | 'string?'
  | 'number'
  | 'number?'
  | 'integer?'
  | 'count?'
  | 'boolean?'
  | 'strings?'
  | 'list?'
  | 'object'
  | 'object?'
  | 'any?';

interface FieldTypes {
  string: string;
  /** As `string`, and it may be empty. */
  text: string;
  'string?': string | undefined;
  number: number;
  'number?': number | undefined;
  'integer?': number | undefined;
  /** A whole number from 1. */
  'count?': number | undefined;
  'boolean?': boolean | undefined;
  'strings?': readonly string[] | undefined;
  'list?': readonly Params[] | undefined;
  object: Params;
  'object?': Params | undefined;
  'any?': unknown;
}

/** The parameters a method takes: name and kind. */
export type Shape = Readonly<Record<string, FieldKind>>;

export type ParamsOf<S extends Shape> = { readonly [K in keyof S]: FieldTypes[S[K]] };

/**
 * Parses the parameters of a method; what the gateway's schema refuses is refused in its words.
 * @param at where in the parameters these are, such as `/client`; empty for the whole
 */
export function readParams<S extends Shape>(method: string, shape: S, params: Params, at = ''): ParamsOf<S> {
  const fault = missing(shape, params) ?? unexpected(shape, params, at) ?? wrong(shape, params, at);
  if (fault !== undefined) throw new Refusal('INVALID_REQUEST', `invalid ${method} params: ${fault}`);
  return params as ParamsOf<S>;
}

function missing(shape: Shape, params: Params): string | undefined {
  const name = Object.keys(shape).find((key) => !shape[key]?.endsWith('?') && params[key] === undefined);
  return name && `must have required property '${name}'`;
}

function unexpected(shape: Shape, params: Params, at: string): string | undefined {
  const name = Object.keys(params).find((key) => shape[key] === undefined);
  return name && `at ${at === '' ? 'root' : at}: unexpected property '${name}'`;
}

function wrong(shape: Shape, params: Params, at: string): string | undefined {
  for (const [name, kind] of Object.entries(shape)) {
    const fault = params[name] === undefined ? undefined : faultOf(kind, params[name]);
    if (fault !== undefined) return `at ${at}/${name}: ${fault}`;
  }
  return undefined;
}

function faultOf(kind: FieldKind, value: unknown): string | undefined {
  if (kind === 'string' && value === '') return 'must not have fewer than 1 characters';
  if (kind === 'integer?' || kind === 'count?') return faultOfInteger(value, kind === 'count?' ? 1 : 0);
  const type = TYPE[kind];
  return type === undefined || typeOf(value) === type ? undefined : `must be ${type}`;
}

function faultOfInteger(value: unknown, least: number): string | undefined {
  if (!Number.isInteger(value)) return 'must be integer';
  return Number(value) >= least ? undefined : `must be >= ${least}`;
}

const TYPE: Readonly<Partial<Record<FieldKind, string>>> = {
  string: 'string',
  text: 'string',
  'string?': 'string',
  number: 'number',
  'number?': 'number',
  'boolean?': 'boolean',
  'strings?': 'array',
  'list?': 'array',
  object: 'object',
  'object?': 'object',
};

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
