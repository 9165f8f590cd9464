import { integer, maybe } from '../config/option.ts';
import { tokenOptions } from './token-options.ts';

/** The flags of `audit`. */
export const auditOptions = {
  limit: integer({
    flag: 'limit',
    value: 'N',
    min: 1,
    max: 100_000,
    initial: 100,
    help: 'How many records of the audit log to show at most',
  }),
  /** The same flag as of `token create`. */
  principal: tokenOptions.principal,
  since: maybe({
    flag: 'since',
    value: 'TIME',
    help: 'Only records of the last 24h, 7d …, or since a date: 2026-01-31',
  }),
};
