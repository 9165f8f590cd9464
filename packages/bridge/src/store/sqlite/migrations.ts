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
    give_up_at       INTEGER NOT NULL,
    may_repeat       INTEGER NOT NULL,
    status           TEXT NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
    cancel_requested INTEGER NOT NULL DEFAULT 0,
    attempt          INTEGER NOT NULL DEFAULT 1,
    not_before       INTEGER NOT NULL DEFAULT 0,
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
    notify           TEXT,
    message          TEXT NOT NULL,
    answer_text      TEXT
  ) STRICT;

  -- A second turn into a busy session would break the gateway's run correlation.
  CREATE UNIQUE INDEX task_one_running ON task (gateway, session_key) WHERE status = 'running';
  CREATE UNIQUE INDEX task_idempotency ON task (principal, idempotency_key) WHERE idempotency_key IS NOT NULL;
  CREATE INDEX task_pending ON task (gateway, instance, principal, priority DESC, seq) WHERE status = 'pending';
  CREATE INDEX task_pending_session ON task (gateway, session_key, priority DESC, seq) WHERE status = 'pending';
  CREATE INDEX task_of_principal ON task (principal, seq);
  CREATE INDEX task_of_session ON task (principal, session_id, seq);
  -- Most tasks are completed: among them nobody finds the few others by going through all.
  CREATE INDEX task_without_answer ON task (principal, status, seq) WHERE status IN ('failed', 'cancelled');

  -- How many tasks have settled how: counting a million rows would take a third of a second.
  CREATE TABLE task_tally (
    principal TEXT NOT NULL,
    status    TEXT NOT NULL,
    count     INTEGER NOT NULL,
    PRIMARY KEY (principal, status)
  ) STRICT, WITHOUT ROWID;

  -- Whoever takes a notice moves its not_before to the end of his lease: it is due again when he is gone.
  CREATE TABLE delivery (
    id           TEXT PRIMARY KEY,
    task_id      TEXT NOT NULL,
    principal    TEXT NOT NULL,
    target       TEXT NOT NULL,
    status       TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed')),
    attempts     INTEGER NOT NULL DEFAULT 0,
    not_before   INTEGER NOT NULL DEFAULT 0,
    worker       TEXT,
    delivered_at INTEGER,
    failure      TEXT
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX delivery_due ON delivery (not_before) WHERE status = 'pending';
  CREATE INDEX delivery_of_task ON delivery (task_id);
  `,
  `
  -- The long texts stand last here too: who reads without the raw payload does not touch its pages.
  CREATE TABLE event (
    cursor      INTEGER PRIMARY KEY,
    instance    TEXT NOT NULL,
    type        TEXT NOT NULL,
    id          TEXT NOT NULL,
    session_key TEXT,
    principal   TEXT,
    at          INTEGER NOT NULL,
    logged_at   INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    data        TEXT NOT NULL,
    raw         TEXT
  ) STRICT;

  CREATE UNIQUE INDEX event_natural ON event (instance, type, id);
  -- Every index holds the cursor as well.
  CREATE INDEX event_of_session ON event (session_key) WHERE session_key IS NOT NULL;

  -- One row. The newest cursor ever given stands here: those of deleted events must not come back.
  CREATE TABLE event_head (
    epoch  TEXT NOT NULL,
    newest INTEGER NOT NULL
  ) STRICT;
  INSERT INTO event_head VALUES (lower(hex(randomblob(16))), 0);

  -- Cursors of the approvals that were requested and have not ended.
  CREATE TABLE open_approval (cursor INTEGER PRIMARY KEY) STRICT;

  CREATE TABLE gateway_mark (
    instance TEXT NOT NULL,
    gateway  TEXT NOT NULL,
    since    INTEGER NOT NULL,
    PRIMARY KEY (instance, gateway)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE session_mark (
    instance       TEXT NOT NULL,
    gateway        TEXT NOT NULL,
    session_key    TEXT NOT NULL,
    session_id     TEXT,
    updated_at     INTEGER,
    message_id     TEXT,
    message_seq    INTEGER,
    source         TEXT,
    raw_seq        INTEGER,
    history_cursor TEXT,
    route          TEXT,
    moved_at       INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    PRIMARY KEY (instance, gateway, session_key)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE grant_record (
    kind        TEXT NOT NULL,
    id          TEXT NOT NULL,
    uid         TEXT,
    grant_id    TEXT,
    expires_at  INTEGER,
    consumed_at INTEGER,
    data        TEXT NOT NULL,
    PRIMARY KEY (kind, id)
  ) STRICT;

  CREATE INDEX grant_record_of_uid ON grant_record (uid) WHERE uid IS NOT NULL;
  CREATE INDEX grant_record_of_grant ON grant_record (grant_id) WHERE grant_id IS NOT NULL;
  -- Strangers fill this table: whoever empties it must not go through what they left.
  CREATE INDEX grant_record_expiry ON grant_record (expires_at) WHERE expires_at IS NOT NULL;

  CREATE TABLE keyring (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE access_token (
    seq          INTEGER PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    hash         TEXT NOT NULL UNIQUE,
    name         TEXT NOT NULL,
    principal    TEXT NOT NULL,
    scopes       TEXT NOT NULL,
    allow        TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    last_used_at INTEGER,
    revoked_at   INTEGER
  ) STRICT;

  -- No index: going through a million records takes 60 ms, and only people and the sweep do it.
  CREATE TABLE audit_record (
    number     INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    principal  TEXT,
    action     TEXT NOT NULL,
    outcome    TEXT NOT NULL CHECK (outcome IN ('ok', 'refused', 'failed')),
    target     TEXT,
    reason     TEXT,
    client     TEXT,
    address    TEXT,
    request_id TEXT
  ) STRICT;
  `,
  `
  -- Who dials which endpoint, and what he said of it last.
  CREATE TABLE endpoint (
    id          TEXT PRIMARY KEY,
    holder      TEXT,
    lease_until INTEGER NOT NULL,
    held_at     INTEGER NOT NULL,
    reported_at INTEGER,
    name        TEXT,
    report      TEXT
  ) STRICT, WITHOUT ROWID;

  -- The newest number ever given to each principal: those of forgotten tasks must not come back.
  CREATE TABLE spoken_head (
    principal TEXT PRIMARY KEY,
    newest    INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE spoken_task (
    principal   TEXT NOT NULL,
    number      INTEGER NOT NULL,
    listener    TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    asked_at    INTEGER NOT NULL,
    task_id     TEXT,
    heard_at    INTEGER,
    PRIMARY KEY (principal, number)
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX spoken_task_of_task ON spoken_task (task_id) WHERE task_id IS NOT NULL;
  CREATE INDEX spoken_task_of_listener ON spoken_task (principal, listener, number) WHERE task_id IS NOT NULL;
  -- Most have been heard.
  CREATE INDEX spoken_task_unheard ON spoken_task (principal, listener, asked_at) WHERE heard_at IS NULL;
  CREATE INDEX spoken_task_unbound ON spoken_task (principal, asked_at) WHERE task_id IS NULL;
  `,
];
