import * as z from 'zod';
import { MAX_MESSAGE_CHARS, MAX_PRIORITY, TASK_STATUSES } from '../../domain/task.ts';

/** The fields tools share, so that one thing has one name and one description everywhere. */

export const message = () =>
  z
    .string()
    .min(1)
    .max(MAX_MESSAGE_CHARS)
    .describe('What to say to the agent. Plain text or Markdown, any language.');

export const sessionId = () =>
  z
    .string()
    .min(1)
    .max(256)
    .describe(
      'Conversation to go on in: the session_id of an earlier answer, or a name of your own. Leave it out for a new conversation.',
    );

export const instance = () =>
  z
    .string()
    .min(1)
    .max(64)
    .describe('Name of the OpenClaw instance, as other answers show it. Leave it out for the default one.');

export const priority = () =>
  z.int().min(-MAX_PRIORITY).max(MAX_PRIORITY).describe('Higher goes first among waiting tasks. Default 0.');

export const idempotencyKey = () =>
  z
    .string()
    .min(1)
    .max(256)
    .describe(
      'A name of your own for this request. Repeating the call with the same key gives the same task instead of a second run.',
    );

export const taskId = () => z.string().min(1).max(256).describe('The task_id an earlier call returned.');

export const taskStatus = () => z.enum(TASK_STATUSES);

export const usage = () =>
  z
    .object({ input_tokens: z.int(), output_tokens: z.int(), total_tokens: z.int() })
    .describe('Tokens the run used.');
