/**
 * One string per step, run once each and in order; never edited after a release.
 *
 * The columns are those of the SQLite store. Texts that are searched for compare by bytes (`"C"`): faster, and the same
 * in every database.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE task (
    -- The order of arrival. No cache: a process that adds one task after another must not get them numbered the other way.
    seq              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id               text COLLATE "C" NOT NULL UNIQUE,
    principal        text COLLATE "C" NOT NULL,
    instance         text COLLATE "C" NOT NULL,
    gateway          text COLLATE "C" NOT NULL,
    session_id       text COLLATE "C" NOT NULL,
    session_key      text COLLATE "C" NOT NULL,
    priority         integer NOT NULL,
    origin           text NOT NULL,
    idempotency_key  text COLLATE "C",
    give_up_at       bigint NOT NULL,
    may_repeat       boolean NOT NULL,
    status           text COLLATE "C" NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
    cancel_requested boolean NOT NULL DEFAULT false,
    attempt          integer NOT NULL DEFAULT 1,
    not_before       bigint NOT NULL DEFAULT 0,
    created_at       bigint NOT NULL,
    started_at       bigint,
    settled_at       bigint,
    worker           text COLLATE "C",
    -- Which claim began it: whose answer was lost finds by this what it began.
    claim            text COLLATE "C",
    lease_until      bigint,
    characters       integer,
    last_activity_at bigint,
    tool             text,
    failure          text,
    answer_meta      text,
    notify           text,
    message          text NOT NULL,
    answer_text      text
  ) WITH (
    -- Room for a renewed lease in the page of its row.
    fillfactor = 85,
    -- Each task leaves two dead rows behind it; the indexes of the few that wait must not drown in them.
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02
  );

  -- A second turn into a busy session would break the gateway's run correlation.
  CREATE UNIQUE INDEX task_one_running ON task (gateway, session_key) WHERE status = 'running';
  CREATE UNIQUE INDEX task_idempotency ON task (principal, idempotency_key) WHERE idempotency_key IS NOT NULL;
  CREATE INDEX task_pending ON task (gateway, instance, principal, priority DESC, seq) WHERE status = 'pending';
  -- Without the gateway, unlike SQLite's: the planner would take the index above for it, and go through all that wait.
  CREATE INDEX task_pending_session ON task (session_key, priority DESC, seq) WHERE status = 'pending';
  CREATE INDEX task_of_principal ON task (principal, seq);
  CREATE INDEX task_of_session ON task (principal, session_id, seq);
  -- Most tasks are completed: among them nobody finds the few others by going through all.
  CREATE INDEX task_without_answer ON task (principal, status, seq) WHERE status IN ('failed', 'cancelled');
  -- SQLite walks its table in order; here the table has none.
  CREATE INDEX task_settled ON task (settled_at) WHERE settled_at IS NOT NULL;

  -- How many tasks have settled how: counting a million rows would take a third of a second. One row for all would let
  -- one commit wait for the other, so each connection counts in a row of its own.
  CREATE TABLE task_tally (
    principal text COLLATE "C" NOT NULL,
    status    text COLLATE "C" NOT NULL,
    backend   integer NOT NULL,
    count     bigint NOT NULL,
    PRIMARY KEY (principal, status, backend)
  ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

  -- Whoever takes a notice moves its not_before to the end of his lease: it is due again when he is gone.
  CREATE TABLE delivery (
    id           text COLLATE "C" PRIMARY KEY,
    task_id      text COLLATE "C" NOT NULL,
    principal    text COLLATE "C" NOT NULL,
    target       text NOT NULL,
    status       text COLLATE "C" NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed')),
    attempts     integer NOT NULL DEFAULT 0,
    not_before   bigint NOT NULL DEFAULT 0,
    worker       text COLLATE "C",
    delivered_at bigint,
    failure      text
  );

  CREATE INDEX delivery_due ON delivery (not_before) WHERE status = 'pending';
  CREATE INDEX delivery_of_task ON delivery (task_id);
  `,
  `
  CREATE TABLE event (
    cursor      bigint PRIMARY KEY,
    instance    text COLLATE "C" NOT NULL,
    type        text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    session_key text COLLATE "C",
    principal   text COLLATE "C",
    at          bigint NOT NULL,
    -- By the server's clock: there is one for all machines.
    logged_at   bigint NOT NULL DEFAULT extract(epoch FROM clock_timestamp()) * 1000,
    data        text NOT NULL,
    raw         text
  ) WITH (
    -- The oldest go: whoever looks for the oldest that is left must not walk over many dead ones.
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02
  );

  CREATE UNIQUE INDEX event_natural ON event (instance, type, id);
  -- Not of the cursor itself: for a session with few events the planner would rather go through all events in their order.
  CREATE INDEX event_of_session ON event (session_key, (cursor + 0)) WHERE session_key IS NOT NULL;

  -- One row. The newest cursor ever given stands here: those of deleted events must not come back. Whoever adds events
  -- holds its lock until they are committed, so that they are seen in the order of their cursors.
  CREATE TABLE event_head (
    epoch  text NOT NULL,
    newest bigint NOT NULL
  ) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
  INSERT INTO event_head VALUES (gen_random_uuid()::text, 0);

  -- Cursors of the approvals that were requested and have not ended.
  CREATE TABLE open_approval (cursor bigint PRIMARY KEY);

  CREATE TABLE gateway_mark (
    instance text COLLATE "C" NOT NULL,
    gateway  text COLLATE "C" NOT NULL,
    since    bigint NOT NULL,
    PRIMARY KEY (instance, gateway)
  );

  CREATE TABLE session_mark (
    instance       text COLLATE "C" NOT NULL,
    gateway        text COLLATE "C" NOT NULL,
    session_key    text COLLATE "C" NOT NULL,
    session_id     text,
    updated_at     bigint,
    message_id     text,
    message_seq    bigint,
    source         text,
    raw_seq        bigint,
    history_cursor text,
    route          text,
    moved_at       bigint NOT NULL DEFAULT extract(epoch FROM clock_timestamp()) * 1000,
    PRIMARY KEY (instance, gateway, session_key)
  ) WITH (fillfactor = 85);
  `,
  `
  CREATE TABLE grant_record (
    kind        text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    uid         text COLLATE "C",
    grant_id    text COLLATE "C",
    expires_at  bigint,
    consumed_at bigint,
    -- Which call used it: whose answer was lost finds by this that it was he.
    consumer    text COLLATE "C",
    data        text NOT NULL,
    PRIMARY KEY (kind, id)
  ) WITH (
    -- The oldest go: whoever looks for what is over must not walk over many dead ones.
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02
  );

  CREATE INDEX grant_record_of_uid ON grant_record (uid) WHERE uid IS NOT NULL;
  CREATE INDEX grant_record_of_grant ON grant_record (grant_id) WHERE grant_id IS NOT NULL;
  -- Strangers fill this table: whoever empties it must not go through what they left.
  CREATE INDEX grant_record_expiry ON grant_record (expires_at) WHERE expires_at IS NOT NULL;

  CREATE TABLE keyring (
    name  text COLLATE "C" PRIMARY KEY,
    value text NOT NULL
  );

  CREATE TABLE access_token (
    seq          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id           text COLLATE "C" NOT NULL UNIQUE,
    hash         text COLLATE "C" NOT NULL UNIQUE,
    name         text NOT NULL,
    principal    text NOT NULL,
    scopes       text NOT NULL,
    allow        text NOT NULL,
    created_at   bigint NOT NULL,
    expires_at   bigint,
    last_used_at bigint,
    revoked_at   bigint
  ) WITH (fillfactor = 85);

  CREATE TABLE audit_record (
    number     bigint PRIMARY KEY,
    at         bigint NOT NULL,
    principal  text COLLATE "C",
    action     text NOT NULL,
    outcome    text NOT NULL CHECK (outcome IN ('ok', 'refused', 'failed')),
    target     text,
    reason     text,
    client     text,
    address    text,
    request_id text
  ) WITH (
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02
  );

  -- Numbers are drawn before the records are written: a try that was interrupted and is repeated writes none twice.
  CREATE SEQUENCE audit_number;
  -- SQLite walks its table in order; here the table has none. Not of the number itself, as with the events of a session.
  CREATE INDEX audit_record_of_principal ON audit_record (principal, (number + 0)) WHERE principal IS NOT NULL;
  CREATE INDEX audit_record_age ON audit_record (at);
  `,
  `
  -- Who dials which endpoint, and what he said of it last.
  CREATE TABLE endpoint (
    id          text COLLATE "C" PRIMARY KEY,
    holder      text COLLATE "C",
    lease_until bigint NOT NULL,
    held_at     bigint NOT NULL,
    reported_at bigint,
    name        text COLLATE "C",
    report      text
  ) WITH (
    -- A few rows whose leases are renewed again and again.
    fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000
  );

  -- The newest number ever given to each principal: those of forgotten tasks must not come back. Whoever gives one holds
  -- the lock of its row until it is committed, so that of equal questions the second finds the first.
  CREATE TABLE spoken_head (
    principal text COLLATE "C" PRIMARY KEY,
    newest    bigint NOT NULL
  ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

  CREATE TABLE spoken_task (
    principal   text COLLATE "C" NOT NULL,
    number      bigint NOT NULL,
    listener    text COLLATE "C" NOT NULL,
    fingerprint text COLLATE "C" NOT NULL,
    asked_at    bigint NOT NULL,
    task_id     text COLLATE "C",
    heard_at    bigint,
    -- Which call asked it: whose answer was lost finds by this that the question is his, and new.
    call        text COLLATE "C" NOT NULL,
    PRIMARY KEY (principal, number)
  ) WITH (fillfactor = 85);

  CREATE INDEX spoken_task_of_task ON spoken_task (task_id) WHERE task_id IS NOT NULL;
  CREATE INDEX spoken_task_of_listener ON spoken_task (principal, listener, number) WHERE task_id IS NOT NULL;
  -- Most have been heard.
  CREATE INDEX spoken_task_unheard ON spoken_task (principal, listener, asked_at) WHERE heard_at IS NULL;
  CREATE INDEX spoken_task_unbound ON spoken_task (principal, asked_at) WHERE task_id IS NULL;
  `,
  `
  -- All that a list of threads shows stands in their rows. One that was removed stays as an empty row: its id is not used again.
  CREATE TABLE thread (
    id         text COLLATE "C" PRIMARY KEY,
    person     text COLLATE "C" NOT NULL,
    link       text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    newest     bigint NOT NULL DEFAULT 0,
    read       bigint NOT NULL DEFAULT 0,
    unread     bigint NOT NULL DEFAULT 0,
    at         bigint NOT NULL,
    removed    boolean NOT NULL DEFAULT false,
    title      text NOT NULL,
    preview    text NOT NULL DEFAULT ''
  ) WITH (
    -- Every entry moves the row of its thread.
    fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02
  );

  CREATE INDEX thread_of_person ON thread (person, at, id) WHERE NOT removed;

  -- The folded text is what is searched: what a database knows of case depends on how it was made.
  CREATE TABLE thread_entry (
    cursor bigint PRIMARY KEY,
    thread text COLLATE "C" NOT NULL,
    seq    bigint NOT NULL,
    id     text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL,
    link   text COLLATE "C" NOT NULL,
    key    text COLLATE "C" NOT NULL,
    scope  text COLLATE "C" NOT NULL,
    at     bigint NOT NULL,
    news   bigint NOT NULL,
    data   text NOT NULL,
    folded text COLLATE "C"
  ) WITH (
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02
  );

  CREATE UNIQUE INDEX thread_entry_place ON thread_entry (thread, seq);
  -- The scope is a person for what each person names himself, and empty for what a link names.
  CREATE UNIQUE INDEX thread_entry_key ON thread_entry (link, key, scope);
  -- Not of the cursor itself, as with the events of a session.
  CREATE INDEX thread_entry_of_person ON thread_entry (person, (cursor + 0)) WHERE folded IS NOT NULL;

  -- One row. The newest cursor ever given stands here: those of removed threads must not come back. Whoever writes entries
  -- holds its lock until they are committed, so that they are seen in the order of their cursors.
  CREATE TABLE thread_head (
    epoch  text NOT NULL,
    newest bigint NOT NULL
  ) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
  INSERT INTO thread_head VALUES (gen_random_uuid()::text, 0);

  -- What was said and has not reached the agent: a few, however long the log is.
  CREATE TABLE outgoing (
    cursor bigint PRIMARY KEY,
    link   text COLLATE "C" NOT NULL,
    thread text COLLATE "C" NOT NULL,
    entry  text COLLATE "C" NOT NULL
  ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

  CREATE INDEX outgoing_of_link ON outgoing (link, cursor);
  CREATE INDEX outgoing_of_thread ON outgoing (thread, entry);

  CREATE TABLE web_user (
    id           text COLLATE "C" PRIMARY KEY,
    name         text COLLATE "C" NOT NULL,
    folded       text COLLATE "C" NOT NULL,
    created_at   bigint NOT NULL,
    revoked_at   bigint,
    last_seen_at bigint
  ) WITH (fillfactor = 85);

  CREATE UNIQUE INDEX web_user_name ON web_user (folded) WHERE revoked_at IS NULL;

  CREATE TABLE web_invite (
    hash       text COLLATE "C" PRIMARY KEY,
    person     text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL
  );

  CREATE TABLE web_session (
    hash       text COLLATE "C" PRIMARY KEY,
    person     text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL
  ) WITH (fillfactor = 85);

  -- What is not whole yet has no person.
  CREATE TABLE upload (
    id         text COLLATE "C" PRIMARY KEY,
    begun_at   bigint NOT NULL DEFAULT extract(epoch FROM clock_timestamp()) * 1000,
    person     text COLLATE "C",
    size       bigint,
    created_at bigint,
    type       text,
    hash       text,
    name       text
  );

  CREATE INDEX upload_of_person ON upload (person, size) WHERE person IS NOT NULL;

  CREATE TABLE upload_chunk (
    upload text COLLATE "C" NOT NULL,
    number integer NOT NULL,
    bytes  bytea NOT NULL,
    PRIMARY KEY (upload, number)
  );
  -- Pictures and archives are compressed already.
  ALTER TABLE upload_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

  -- In which thread a file hangs on a message.
  CREATE TABLE upload_use (
    upload text COLLATE "C" NOT NULL,
    thread text COLLATE "C" NOT NULL,
    PRIMARY KEY (upload, thread)
  );

  CREATE INDEX upload_use_of_thread ON upload_use (thread);

  -- Which process has the socket of which channel plugin: a few rows whose leases are renewed again and again.
  CREATE TABLE link (
    name        text COLLATE "C" PRIMARY KEY,
    holder      text COLLATE "C",
    lease_until bigint NOT NULL,
    since       bigint NOT NULL
  ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
  `,
];
