import type { Approval } from '../domain/approval.ts';
import { duration } from './duration.ts';
import { printable } from '../domain/printable.ts';

/** An approval on one line, with the whole of what it wants: nobody may say yes to half a command. */
export function approvalLine(approval: Approval, now: number): string {
  const { id, instance, kind, sessionKey = 'no session', what, createdAt } = approval;
  return printable([id, instance, kind.padEnd(6), duration(now - createdAt), sessionKey, what].join('  '));
}
