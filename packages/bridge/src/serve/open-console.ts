import type { Bridge } from '../bridge.ts';
import { knownEndpoint } from '../config/known-endpoint.ts';
import type { Config } from '../config/read.ts';
import { createConsole } from '../console/console.ts';
import { ownerFrom } from '../owner.ts';
import { createCancelAnyTask } from '../usecases/cancel-any-task.ts';
import { createCountTasks } from '../usecases/count-tasks.ts';
import { createListAllTasks } from '../usecases/list-all-tasks.ts';
import { createListEndpoints } from '../usecases/list-endpoints.ts';
import { createSurveyInstances } from '../usecases/survey-instances.ts';
import { createWatchEvents } from '../usecases/watch-events.ts';
import { VERSION } from '../version.ts';
import type { Chat } from './open-chat.ts';
import type { ConsoleHttp } from './web-door.ts';

/** Builds the owner's console over everything a bridge has; the people come with the chat. */
export function consoleOpener(bridge: Bridge, config: Config): (chat: Pick<Chat, 'people'>) => ConsoleHttp {
  const { verbs, store, clock, note, log, checkReadiness } = bridge;
  const owner = ownerFrom(config);
  const startedAt = clock.now();
  return ({ people }) =>
    createConsole({
      version: VERSION,
      startedAt,
      checkReadiness,
      surveyInstances: createSurveyInstances({
        instances: verbs.instances,
        probe: { probe: async (name) => (await verbs.checkStatus(owner, name)).report },
        store: store.tasks,
        clock,
      }),
      links: store.links,
      listAllTasks: createListAllTasks({ store: store.tasks }),
      cancelAnyTask: createCancelAnyTask({ store: store.tasks, cancelTask: verbs.cancelTask, note }),
      countTasks: createCountTasks({ store: store.tasks, clock }),
      listApprovals: verbs.listApprovals,
      decideApproval: verbs.decideApproval,
      listEndpoints: createListEndpoints({
        known: config.xiaozhi.map(knownEndpoint),
        register: store.endpoints,
        clock,
      }),
      people,
      watchEvents: createWatchEvents({ log: store.events, feed: verbs.feed, listen: verbs.listen }),
      note,
      clock,
      log,
    });
}
