import type { ApprovalReach } from './approval.ts';
import type { FailureRecord } from './failure.ts';

/** What we found out about one Instance by asking it just now. */
export interface InstanceReport {
  /** How it would be spoken to; undefined when neither way works. */
  readonly outlet?: 'ws' | 'http';
  /** Round trip of one authenticated request, milliseconds. */
  readonly latencyMs?: number;
  /** OpenClaw's version, where the gateway tells it. */
  readonly version?: string;
  readonly scopes?: readonly string[];
  /** Whose approvals it shows us. */
  readonly approvals?: ApprovalReach;
  /** Why it cannot be used. */
  readonly failure?: FailureRecord;
  /** Works, but not as well as it could: what and why. */
  readonly warning?: FailureRecord;
}
