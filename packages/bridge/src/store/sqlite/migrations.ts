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
  `
  -- For how tasks ended of late: it holds all that is asked for.
  CREATE INDEX task_settled ON task (settled_at, status, created_at) WHERE settled_at IS NOT NULL;

  -- All that a list of threads shows stands in their rows. One that was removed stays as an empty row: its id is not used again.
  CREATE TABLE thread (
    id         TEXT PRIMARY KEY,
    person     TEXT NOT NULL,
    link       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    newest     INTEGER NOT NULL DEFAULT 0,
    read       INTEGER NOT NULL DEFAULT 0,
    unread     INTEGER NOT NULL DEFAULT 0,
    at         INTEGER NOT NULL,
    removed    INTEGER NOT NULL DEFAULT 0,
    title      TEXT NOT NULL,
    preview    TEXT NOT NULL DEFAULT ''
  ) STRICT;

  CREATE INDEX thread_of_person ON thread (person, at, id) WHERE removed = 0;

  -- The folded text is what is searched: SQLite itself knows of case in English only. The long texts stand last.
  CREATE TABLE thread_entry (
    cursor INTEGER PRIMARY KEY,
    thread TEXT NOT NULL,
    seq    INTEGER NOT NULL,
    id     TEXT NOT NULL,
    person TEXT NOT NULL,
    link   TEXT NOT NULL,
    key    TEXT NOT NULL,
    scope  TEXT NOT NULL,
    at     INTEGER NOT NULL,
    news   INTEGER NOT NULL,
    data   TEXT NOT NULL,
    folded TEXT
  ) STRICT;

  CREATE UNIQUE INDEX thread_entry_place ON thread_entry (thread, seq);
  -- The scope is a person for what each person names himself, and empty for what a link names.
  CREATE UNIQUE INDEX thread_entry_key ON thread_entry (link, key, scope);
  -- Every index holds the cursor as well.
  CREATE INDEX thread_entry_of_person ON thread_entry (person) WHERE folded IS NOT NULL;

  -- One row. The newest cursor ever given stands here: those of removed threads must not come back.
  CREATE TABLE thread_head (
    epoch  TEXT NOT NULL,
    newest INTEGER NOT NULL
  ) STRICT;
  INSERT INTO thread_head VALUES (lower(hex(randomblob(16))), 0);

  -- What was said and has not reached the agent: a few, however long the log is.
  CREATE TABLE outgoing (
    cursor INTEGER PRIMARY KEY,
    link   TEXT NOT NULL,
    thread TEXT NOT NULL,
    entry  TEXT NOT NULL
  ) STRICT;

  -- Every index holds the cursor as well.
  CREATE INDEX outgoing_of_link ON outgoing (link);
  CREATE INDEX outgoing_of_thread ON outgoing (thread, entry);

  CREATE TABLE web_user (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    folded       TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    revoked_at   INTEGER,
    last_seen_at INTEGER
  ) STRICT, WITHOUT ROWID;

  CREATE UNIQUE INDEX web_user_name ON web_user (folded) WHERE revoked_at IS NULL;

  CREATE TABLE web_invite (
    hash       TEXT PRIMARY KEY,
    person     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE web_session (
    hash       TEXT PRIMARY KEY,
    person     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- What is not whole yet has no person.
  CREATE TABLE upload (
    id         TEXT PRIMARY KEY,
    begun_at   INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    person     TEXT,
    size       INTEGER,
    created_at INTEGER,
    type       TEXT,
    hash       TEXT,
    name       TEXT
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX upload_of_person ON upload (person, size) WHERE person IS NOT NULL;

  CREATE TABLE upload_chunk (
    upload TEXT NOT NULL,
    number INTEGER NOT NULL,
    bytes  BLOB NOT NULL,
    PRIMARY KEY (upload, number)
  ) STRICT;

  -- In which thread a file hangs on a message.
  CREATE TABLE upload_use (
    upload TEXT NOT NULL,
    thread TEXT NOT NULL,
    PRIMARY KEY (upload, thread)
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX upload_use_of_thread ON upload_use (thread);

  -- Which process has the socket of which channel plugin.
  CREATE TABLE link (
    name        TEXT PRIMARY KEY,
    holder      TEXT,
    lease_until INTEGER NOT NULL,
    since       INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
];
