import type { Tool as ListedTool, StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { nearest } from '../domain/nearest.ts';

const TARGET = 'draft-2020-12';

/**
 * A tool's input for the SDK. Built once per process and only when used, because a server is made for every request
 * of the stateless era. Problems are told in words a model can act on: a misspelt field names the right one, also where
 * fields nobody knows are ignored, because a filter that is ignored shows too much. Only an input that says it takes any
 * field really does.
 */
export function inputSchema(make: () => z.ZodType): StandardSchemaWithJSON {
  const schema = once(make);
  const json = once(() => z.toJSONSchema(schema(), { target: TARGET, io: 'input' }));
  return {
    '~standard': {
      version: 1,
      vendor: 'clawbridge',
      validate(value) {
        const parsed = schema().safeParse(value);
        const fields = Object.keys((json()['properties'] ?? {}) as object);
        const misspelt = json()['additionalProperties'] === undefined ? misspeltFields(value, fields) : [];
        if (parsed.success && misspelt.length === 0) return { value: parsed.data };
        const problems = parsed.error?.issues.map((issue) => explain(issue, fields, value)) ?? [];
        return { issues: [...problems, ...misspelt].map((message) => ({ message })) };
      },
      jsonSchema: { input: json, output: json },
    },
  };
}

/** A schema as clients are told it. */
export type JsonSchema = ListedTool['inputSchema'];

/** A tool's input as it is announced. */
export function inputJson(schema: StandardSchemaWithJSON): JsonSchema {
  return schema['~standard'].jsonSchema.input({ target: TARGET }) as JsonSchema;
}

/** A tool's output as it is announced; not checked again at run time (tests do). */
export function outputJson(make: () => z.ZodType): () => JsonSchema {
  return once(() => z.toJSONSchema(make(), { target: TARGET, io: 'output' }) as JsonSchema);
}

function explain(issue: z.core.$ZodIssue, fields: readonly string[], value: unknown): string {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownField(key, fields)).join(', ');
  const field = issue.path.join('.');
  if (isMissing(issue, value)) return `${field} is required`;
  return field === '' ? issue.message : `${field}: ${issue.message}`;
}

/** Of the fields an input ignores, those that somebody meant for one it knows. */
function misspeltFields(value: unknown, fields: readonly string[]): readonly string[] {
  const strangers = Object.keys(Object(value)).filter((key) => !fields.includes(key));
  return strangers.flatMap((key) => misspeltField(key, fields) ?? []);
}

function misspeltField(key: string, fields: readonly string[]): string | undefined {
  const meant = nearest(key, fields);
  return meant === undefined ? undefined : `Unknown field "${key}". Did you mean "${meant}"?`;
}

function unknownField(key: string, fields: readonly string[]): string {
  const misspelt = misspeltField(key, fields);
  if (misspelt !== undefined) return misspelt;
  return `Unknown field "${key}". ${fields.length === 0 ? 'This tool takes none' : `Fields: ${fields.join(', ')}`}`;
}

function isMissing(issue: z.core.$ZodIssue, value: unknown): boolean {
  const [first, ...rest] = issue.path;
  return (
    issue.code === 'invalid_type' &&
    rest.length === 0 &&
    first !== undefined &&
    !Object.hasOwn(Object(value), first)
  );
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
