import type { LinkReport } from '../domain/link.ts';
import { flag, number, text, type Row } from './row.ts';

export function linkFrom(row: Row): LinkReport {
  return {
    name: text(row, 'name'),
    isConnected: flag(row, 'is_connected'),
    since: number(row, 'since'),
  };
}
