import { anInstance } from '../domain/instance.fixture.ts';
import type { InstanceReport } from '../domain/instance-report.ts';
import type { Deed } from '../domain/audit-record.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createScriptedGateway } from '../domain/port/scripted-gateway.fixture.ts';
import type { Store } from '../domain/port/store.ts';
import { OWNER, type Principal } from '../domain/principal.ts';
import { createCancelAnyTask } from '../usecases/cancel-any-task.ts';
import { createCountTasks } from '../usecases/count-tasks.ts';
import { createDecideApproval } from '../usecases/decide-approval.ts';
import { createEventFeed } from '../usecases/event-feed.ts';
import { createListAllTasks } from '../usecases/list-all-tasks.ts';
import { createListApprovals } from '../usecases/list-approvals.ts';
import { createListEndpoints } from '../usecases/list-endpoints.ts';
import { createPeople } from '../usecases/people-verbs.ts';
import { createSurveyInstances } from '../usecases/survey-instances.ts';
import { createWatchEvents } from '../usecases/watch-events.ts';
import { createWorld } from '../usecases/world.fixture.ts';
import { createConsole } from './console.ts';

/** As a browser knows the page. */
export const PAGE = 'https://claw.example.org';

/** The console over a real store and a scripted gateway, asked as a browser asks it. */
export function createConsoleWorld(store: Store) {
  const instances = [anInstance(), anInstance({ name: 'work', isDefault: false })];
  const world = createWorld(store, { instances });
  const { clock, background } = world;
  const gateway = createScriptedGateway();
  const log = createRecordingLog();
  const deeds: Deed[] = [];
  const reports = new Map<string, InstanceReport | Promise<InstanceReport>>();
  const note = (deed: Deed) => void deeds.push(deed);
  const shared = {
    instances,
    conversations: gateway.conversations,
    approvals: {
      pending: async (name: string) => (name === 'home' ? await gateway.approvals.pending(name) : []),
      decide: gateway.approvals.decide,
    },
  };
  const listApprovals = createListApprovals(shared);
  let secrets = 0;
  const newSecret = () => `secret${++secrets}`;
  const answer = createConsole({
    version: '1.2.3',
    startedAt: clock.now(),
    checkReadiness: async () => ({ isReady: true, store: 'ok', gateway: 'ok' }),
    surveyInstances: createSurveyInstances({
      instances,
      probe: { probe: async (name) => (await reports.get(name)) ?? { outlet: 'ws', latencyMs: 3 } },
      store: store.tasks,
      clock,
    }),
    links: store.links,
    listAllTasks: createListAllTasks({ store: store.tasks }),
    cancelAnyTask: createCancelAnyTask({ store: store.tasks, cancelTask: world.cancelTask, note }),
    countTasks: createCountTasks({ store: store.tasks, clock }),
    listApprovals,
    decideApproval: createDecideApproval({ ...shared, listApprovals }),
    listEndpoints: createListEndpoints({ known: [], register: store.endpoints, clock }),
    people: createPeople({
      store: store.webUsers,
      clock,
      background,
      newUserId: () => `user${++secrets}`,
      newSecret,
      hash: (secret) => `hash of ${secret}`,
      lookAgain: () => {},
    }),
    watchEvents: createWatchEvents({
      log: store.events,
      feed: createEventFeed({ log: store.events, clock, background }),
      listen: () => {},
    }),
    note,
    clock,
    log,
  });

  async function ask(method: string, path: string, options: AskOptions = {}): Promise<Response> {
    const { as = OWNER, json, headers = {} } = options;
    const body = json === undefined ? {} : { body: JSON.stringify(json) };
    const type = method === 'GET' ? {} : { 'content-type': 'application/json' };
    const request = new Request(`http://127.0.0.1:3000/console/${path}`, {
      method,
      headers: { origin: PAGE, ...type, ...headers },
      ...body,
    });
    return await answer(request, as);
  }

  return { ...world, gateway, deeds, log, reports, ask };
}

export interface AskOptions {
  readonly as?: Principal;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
