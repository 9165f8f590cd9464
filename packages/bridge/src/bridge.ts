import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Config } from './config/read.ts';
import { webhookSecret } from './config/webhook-secret.ts';
import type { Deed } from './domain/audit-record.ts';
import { pickInstance, type Instance } from './domain/instance.ts';
import type { AgentRunner } from './domain/port/agent-runner.ts';
import type { Clock } from './domain/port/clock.ts';
import type { Log } from './domain/port/log.ts';
import type { Store } from './domain/port/store.ts';
import { createRedactor, type Redact } from './domain/redact.ts';
import { createStop } from './domain/stop.ts';
import { timeOrderedId } from './domain/time-ordered-id.ts';
import { createGatewayPool } from './gateway/pool.ts';
import { knownInstances } from './instances.ts';
import type { LogFile } from './log/log-file.ts';
import { createLog } from './log/pino-log.ts';
import { createNotifier } from './notify/notifier.ts';
import { stateKeyFrom } from './state-key.ts';
import { makeFolder } from './store/make-folder.ts';
import { openStore } from './store/open-store.ts';
import { systemClock } from './system-clock.ts';
import { createAskAloud } from './usecases/ask-aloud.ts';
import { createAsk } from './usecases/ask.ts';
import { createBeginHearing } from './usecases/begin-hearing.ts';
import { createBackground, type Background } from './usecases/background.ts';
import { createCancelTask } from './usecases/cancel-task.ts';
import { createCheckReadiness, type CheckReadiness } from './usecases/check-readiness.ts';
import { createCheckStatus } from './usecases/check-status.ts';
import { createDecideApproval } from './usecases/decide-approval.ts';
import { createEventFeed } from './usecases/event-feed.ts';
import { createGetConversation } from './usecases/get-conversation.ts';
import { createGetSpoken } from './usecases/get-spoken.ts';
import { createGetTask } from './usecases/get-task.ts';
import { createHear } from './usecases/hear.ts';
import { createListApprovals } from './usecases/list-approvals.ts';
import { createListConversations } from './usecases/list-conversations.ts';
import { createListening } from './usecases/listen.ts';
import { createNoteDeed } from './usecases/note-deed.ts';
import { notedDecisions } from './usecases/noted-decisions.ts';
import { createNotePermission } from './usecases/note-permission-request.ts';
import { createReadMessages } from './usecases/read-messages.ts';
import { createSendMessage } from './usecases/send-message.ts';
import { createListNotices } from './usecases/list-notices.ts';
import { createListTasks } from './usecases/list-tasks.ts';
import { notify } from './usecases/notify.ts';
import { retainAudit } from './usecases/retain-audit.ts';
import { retainEndpoints } from './usecases/retain-endpoints.ts';
import { retainEvents } from './usecases/retain-events.ts';
import { retainGrants } from './usecases/retain-grants.ts';
import { retainTasks } from './usecases/retain-tasks.ts';
import { retainThreads } from './usecases/retain-threads.ts';
import { retainUploads } from './usecases/retain-uploads.ts';
import { retainWebUsers } from './usecases/retain-web-users.ts';
import { createWorker } from './usecases/run-tasks.ts';
import { createTaskFeed } from './usecases/task-feed.ts';
import { createUnheard } from './usecases/unheard.ts';
import type { Verbs } from './usecases/verbs.ts';
import { createWaitForTask } from './usecases/wait-for-task.ts';
import { watchTasks } from './usecases/watch-tasks.ts';
import { VERSION } from './version.ts';
import { openWatch, UNWATCHED, type Watch } from './observe-bridge.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Of what a process may take to stop, this much is left after running tasks had theirs. */
const LAST_NOTICES_MS = 400;

/** Everything behind the doors, built and running. */
export interface Bridge {
  readonly verbs: Verbs;
  readonly log: Log;
  readonly redact: Redact;
  readonly background: Background;
  readonly clock: Clock;
  readonly watch: Watch;
  readonly checkReadiness: CheckReadiness;
  /** Everything durable, for what only the roof has to do with it. */
  readonly store: Store;
  /** Notes who did what; nobody waits for it. */
  readonly note: (deed: Deed) => void;
  /** Signs what comes back from clients, to this process or another one. Errors: `config_invalid`. */
  stateKey(): Uint8Array;
  /** Lets running tasks end for `graceMs`, then leaves them to the next process. */
  close(graceMs: number): Promise<void>;
}

export interface BridgeOptions {
  /** For a process that may only look: it runs no tasks and tells nobody of their end. */
  readonly readOnly?: boolean;
  /** For a process that soon ends: it runs these tasks and what it asks itself, and leaves all others alone. */
  readonly only?: readonly string[];
  /** For a process that serves others: it can be watched from outside. */
  readonly watched?: boolean;
}

/** Builds the bridge and starts its worker. Errors: `store_unavailable`, `config_invalid`. */
export async function openBridge(
  config: Config,
  { only, readOnly = false, watched = false }: BridgeOptions = {},
): Promise<Bridge> {
  const instances = knownInstances(config);
  const redact = createRedactor([...config.secrets, ...instances.flatMap(secretsOf)]);
  const { logLevel: level, logFormat: format } = config;
  const logFile = watched ? await openLogFile(config) : undefined;
  const log = createLog({ level, format, redact, output: logFile ?? process.stderr });
  const background = createBackground(log);
  const clock = systemClock;
  const watch = watched ? await openWatch({ config, instances, log, clock }) : UNWATCHED;
  const store = watch.observer.store(await openStore(config));
  const gateways = createGatewayPool({
    instances,
    deviceFile: join(config.home, 'device.pem'),
    deviceTokensFile: join(config.home, 'device-tokens.json'),
    allowPlaintext: config.allowPlaintext,
    version: VERSION,
    log,
  });

  const newId = () => timeOrderedId(clock.now(), randomUUID());
  const feed = createTaskFeed();
  const notifier = createNotifier({
    ...config.notify,
    secret: () => config.notify.secret ?? webhookSecret(config.home),
    messages: gateways,
    defaultInstance: pickInstance(instances).name,
    environment: config.environment,
    clock,
  });
  const { tasks, outbox, events, audit } = store;
  const chance = Math.random;
  const leaving = createStop();
  const waitForTask = createWaitForTask({ store: tasks, feed, clock, leaving: leaving.signal });
  const workerId = `${process.pid}-${newId()}`;
  const shared = { store: tasks, feed, clock, chance, background, log, workerId };
  const listening = createListening({
    instances,
    ear: watch.observer.ear(gateways),
    conversations: gateways,
    approvals: gateways,
    log: events,
    clock,
    background,
    keepMs: config.keep.eventDays * DAY_MS,
  });
  const runner = heardRunner(watch.observer.runner(gateways), instances, (name) => listening.heard(name));
  const worker = createWorker({ ...shared, instances, runner, only: readOnly ? [] : only });
  const cancelTask = createCancelTask({ store: tasks, worker, feed, waitForTask, clock });
  const deeds = createNoteDeed({ audit, clock, background, log });
  const eventFeed = createEventFeed({ log: events, clock, background });
  const getConversation = createGetConversation({ instances, conversations: gateways });
  const listApprovals = createListApprovals({ instances, approvals: gateways, conversations: gateways });
  const ask = createAsk({
    instances,
    store: tasks,
    worker,
    notifier,
    alwaysNotify: config.notify.notifiers.filter(({ always }) => always).map(({ name }) => name),
    waitForTask,
    cancelTask,
    background,
    clock,
    newId,
  });
  const getTask = createGetTask({ store: tasks, waitForTask });
  const aloud = { store: tasks, spoken: store.spoken, clock, log };
  const verbs: Verbs = {
    instances,
    listConversations: createListConversations({ instances, conversations: gateways }),
    getConversation,
    readMessages: createReadMessages({ instances, getConversation, conversations: gateways }),
    sendMessage: createSendMessage({ instances, getConversation, messages: gateways, clock, newId }),
    listen: listening.start,
    heard: listening.heard,
    hear: createHear({ log: events, feed: eventFeed, clock, listening }),
    feed: eventFeed,
    notePermission: createNotePermission({
      log: events,
      clock,
      newId,
      instance: pickInstance(instances).name,
    }),
    listApprovals,
    decideApproval: notedDecisions(
      createDecideApproval({ instances, approvals: gateways, listApprovals }),
      note,
    ),
    ask,
    getTask,
    listTasks: createListTasks({ store: tasks }),
    listNotices: createListNotices({ outbox }),
    cancelTask,
    checkStatus: createCheckStatus({ instances, probe: gateways }),
    beginHearing: createBeginHearing({ ...aloud, background }),
    askAloud: createAskAloud({ ...aloud, instances, notifier, ask, waitForTask }),
    getSpoken: createGetSpoken({ ...aloud, getTask }),
    unheard: createUnheard(aloud),
  };

  const stopWatching = watchTasks({ store: tasks, worker, feed, clock, background });
  worker.start();
  const housekeeping = only === undefined ? keepHouse() : undefined;
  return {
    verbs,
    log,
    redact,
    background,
    clock,
    watch,
    checkReadiness: createCheckReadiness({ store: tasks, probe: gateways, instances, clock }),
    store,
    note,
    stateKey: () => stateKeyFrom(config),
    async close(graceMs) {
      await worker.stop(graceMs);
      leaving.stop();
      // Who is being told has a moment to take it; otherwise the next process tells him again.
      await Promise.race([housekeeping?.stop(), pause(LAST_NOTICES_MS)]);
      stopWatching();
      await listening.stop();
      await gateways.close();
      await watch.close();
      await deeds.close();
      await store.close();
      await logFile?.close();
    },
  };

  function note(deed: Deed): void {
    if (deed.action === 'sign-in' && deed.outcome !== 'ok') watch.metrics.unauthorized('sign_in');
    deeds.note(deed);
  }

  /** What a process does that stays. */
  function keepHouse() {
    const { keep } = config;
    const stops = [
      retainTasks({
        store: tasks,
        clock,
        background,
        log,
        keepMs: keep.days * DAY_MS,
        keepCount: keep.tasks,
      }),
      retainEvents({
        log: events,
        clock,
        background,
        diary: log,
        keepMs: keep.eventDays * DAY_MS,
        keepCount: keep.events,
      }),
      retainGrants({ grants: store.grants, clock, background, log }),
      retainEndpoints({ endpoints: store.endpoints, clock, background, log }),
      retainAudit({ audit: store.audit, clock, background, log, keepMs: keep.auditDays * DAY_MS }),
      retainWebUsers({ webUsers: store.webUsers, clock, background, log }),
      retainThreads({ threads: store.threads, clock, background, log, keepMs: keep.threadDays * DAY_MS }),
      retainUploads({ uploads: store.uploads, clock, background, log, keepMs: keep.uploadDays * DAY_MS }),
    ];
    const stopNotifying = readOnly ? async () => {} : notify({ ...shared, outbox, notifier });
    return {
      async stop() {
        for (const stop of stops) stop();
        await stopNotifying();
      },
    };
  }
}

/** Where we may see every approval an agent's command is denied at once unless somebody listens who could be asked. */
function heardRunner(
  runner: AgentRunner,
  instances: readonly Instance[],
  heard: (instance: string) => Promise<void>,
): AgentRunner {
  const listenTo = async (name: string) => {
    if (pickInstance(instances, name).mode === 'admin') await heard(name);
  };
  return {
    async run(run, watch) {
      await listenTo(run.instance);
      return await runner.run(run, watch);
    },
    async rejoin(run, watch) {
      await listenTo(run.instance);
      return await runner.rejoin(run, watch);
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void systemClock.after(ms, resolve));
}

/** Only a daemon has one. What nobody asked for is not loaded. */
async function openLogFile({ logFile: file }: Config): Promise<LogFile | undefined> {
  if (file === undefined) return undefined;
  const { createLogFile } = await import('./log/log-file.ts');
  return createLogFile({ file, fallback: process.stderr, makeFolder });
}

function secretsOf({ credentials }: Instance): (string | undefined)[] {
  return [credentials.token, credentials.password];
}
