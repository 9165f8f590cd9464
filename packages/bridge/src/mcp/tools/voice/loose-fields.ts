import * as z from 'zod';
import { cutText } from '../../../domain/cut-text.ts';
import { Failure } from '../../../domain/failure.ts';

/**
 * Fields as models of voice devices fill them: null for nothing, a number or an object where a text belongs. They are announced
 * as what they should be, and taken whatever they are: a refusal would be no sentence one can say.
 */

/** Long enough for a page that somebody reads out. */
const MAX_CHARS = 20_000;

/** No result has more. */
const MAX_PAGE = 999;

/** Of a call that names nothing at all, too. */
export const fields = <Fields extends z.core.$ZodLooseShape>(shape: Fields) =>
  z.preprocess(asFields, z.looseObject(shape));

/** Empty where there is none; {@link required} refuses what cannot be asked. */
export const text = (description: string) =>
  z.preprocess(asText, z.string()).meta({ description, minLength: 1, maxLength: MAX_CHARS });

/** Errors: `invalid_input` for a text that is empty or too long. */
export function required(given: string): string {
  if (given !== '' && given.length <= MAX_CHARS) return given;
  throw new Failure('invalid_input', `This takes a text of 1 to ${MAX_CHARS} characters.`, {
    hint: 'Say what is wanted in a sentence.',
  });
}

/** Empty where there is none; what is too long is cut. */
export const maybeText = (description: string) =>
  z.preprocess(asShortText, z.string()).optional().meta({ description, maxLength: MAX_CHARS });

/** A whole number from 1; what is none is left out. */
export const maybePage = (description: string) =>
  z.preprocess(asPage, z.int().min(1).max(MAX_PAGE).optional()).optional().meta({ description });

/** An object, or its text. */
export const maybeParameters = (description: string) =>
  z.preprocess(asShortText, z.string()).optional().meta({ type: 'object', description });

function asFields(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return (typeof value === 'string' ? value : jsonOf(value)).trim();
}

function asShortText(value: unknown): string {
  return cutText(asText(value), MAX_CHARS);
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    // Nested deeper than the stack is: nothing anybody said.
    return '';
  }
}

function asPage(value: unknown): unknown {
  const page = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return Number.isInteger(page) && Number(page) >= 1 ? Math.min(Number(page), MAX_PAGE) : undefined;
}
