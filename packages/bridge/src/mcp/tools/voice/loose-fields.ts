import * as z from 'zod';

/**
 * Fields as models of voice devices fill them: null for nothing, a number or an object where a text belongs. They are announced
 * as what they should be.
 */

/** Long enough for a page that somebody reads out. */
const MAX_CHARS = 20_000;

export const text = (description: string) =>
  z.preprocess(asText, z.string().trim().min(1).max(MAX_CHARS)).meta({ description });

export const maybeText = (description: string) =>
  z.preprocess(asText, z.string().trim().max(MAX_CHARS).optional()).optional().meta({ description });

/** A whole number from 1; what is none is left out. */
export const maybePage = (description: string) =>
  z.preprocess(asPage, z.int().min(1).optional()).optional().meta({ description });

/** An object, or its text. */
export const maybeParameters = (description: string) =>
  z.preprocess(asText, z.string().max(MAX_CHARS).optional()).optional().meta({ type: 'object', description });

function asText(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function asPage(value: unknown): unknown {
  const page = Number(value);
  return Number.isInteger(page) && page >= 1 ? page : undefined;
}
