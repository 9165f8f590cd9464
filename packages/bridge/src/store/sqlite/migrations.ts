/**
 * One string per step, run once each and in order; never edited after a release.
 *
 * The long texts stand last in the row: SQLite then reads the short columns without touching their overflow pages.
 * Every index is one more page to write for each commit, so there is none that only a rare sweep would use.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE task (
    seq              INTEGER PRIMARY KEY,
    id               TEXT NOT NULL UNIQUE,
    principal        TEXT NOT NULL,
    instance         TEXT NOT NULL,
    gateway          TEXT NOT NULL,
    session_id       TEXT NOT NULL,
    session_key      TEXT NOT NULL,
    priority         INTEGER NOT NULL,
    origin           TEXT NOT NULL,
    idempotency_key  TEXT,
    status           TEXT NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
    cancel_requested INTEGER NOT NULL DEFAULT 0,
    created_at       INTEGER NOT NULL,
    started_at       INTEGER,
    settled_at       INTEGER,
    worker           TEXT,
    lease_until      INTEGER,
    characters       INTEGER,
    last_activity_at INTEGER,
    tool             TEXT,
    failure          TEXT,
    answer_meta      TEXT,
    message          TEXT NOT NULL,
    answer_text      TEXT
  ) STRICT;

  -- A second turn into a busy session would break the gateway's run correlation.
  CREATE UNIQUE INDEX task_one_running ON task (gateway, session_key) WHERE status = 'running';
  CREATE UNIQUE INDEX task_idempotency ON task (principal, idempotency_key) WHERE idempotency_key IS NOT NULL;
  CREATE INDEX task_pending ON task (gateway, instance, priority DESC, seq) WHERE status = 'pending';
  CREATE INDEX task_pending_session ON task (gateway, session_key, priority DESC, seq) WHERE status = 'pending';
  CREATE INDEX task_of_principal ON task (principal, seq);
  `,
];
