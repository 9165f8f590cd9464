/** Something somebody did, for whoever runs the bridge. Never what was said. */
export interface Deed {
  /** Id of the principal, or undefined where nobody was recognised. */
  readonly principal?: string;
  /** `tool:openclaw_chat`, `sign-in`, `consent`, `token:create`, `approval:decide` … */
  readonly action: string;
  readonly outcome: 'ok' | 'refused' | 'failed';
  /** What it was done to: the id of a task, of an approval, of a client. Never text of a person. */
  readonly target?: string;
  /** The code of the failure, or why it was refused. */
  readonly reason?: string;
  /** The id of the client or token that was used. Never the name a client gave itself, which may look like another's id. */
  readonly client?: string;
  /** Where it came from: an IP address, or nothing for programs of this machine. */
  readonly address?: string;
  readonly requestId?: string;
}

/** With when it was done. */
export interface AuditRecord extends Deed {
  /** Milliseconds. */
  readonly at: number;
}

/** With its place in the log. */
export interface NumberedAuditRecord extends AuditRecord {
  readonly number: number;
}
