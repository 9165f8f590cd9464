import { toFailure } from '../domain/failure.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Log } from '../domain/port/log.ts';
import { requireScope, type Principal } from '../domain/principal.ts';
import { approvalsResource, type ApprovalsOptions } from './approvals.ts';
import { isJson } from './body.ts';
import { chartsResource } from './charts.ts';
import { endpointsResource, type EndpointsOptions } from './endpoints.ts';
import { eventsResource, type EventsOptions } from './events.ts';
import { overviewResource, type OverviewOptions } from './overview.ts';
import { peopleResource, type PeopleOptions } from './people.ts';
import { problemResponse, refusal } from './problem.ts';
import { nothingHere, type Answer, type Resource } from './resource.ts';
import { tasksResource, type TasksOptions } from './tasks.ts';
import type { CountTasks } from '../usecases/count-tasks.ts';

export interface ConsoleOptions
  extends OverviewOptions, TasksOptions, ApprovalsOptions, EndpointsOptions, PeopleOptions, EventsOptions {
  readonly countTasks: CountTasks;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Answers `/console/*` for whoever runs the bridge, and refuses everybody else. Never rejects. The event stream lasts until its
 * reader leaves, or the roof ends it.
 */
export type Console = (request: Request, principal: Principal) => Promise<Response>;

export function createConsole(options: ConsoleOptions): Console {
  const { log } = options;
  const resources: Readonly<Record<string, Resource>> = {
    overview: overviewResource(options),
    tasks: tasksResource(options),
    approvals: approvalsResource(options),
    endpoints: endpointsResource(options),
    people: peopleResource(options),
    events: eventsResource(options),
    charts: chartsResource(options),
  };

  return async function answer(request, principal) {
    const { pathname, searchParams: query } = new URL(request.url);
    const [name = '', ...rest] = pathname
      .replace(/^\/console\/?/, '')
      .split('/')
      .map(decoded);
    const resource = Object.hasOwn(resources, name) ? resources[name] : undefined;
    try {
      requireScope(principal, 'admin');
      if (resource === undefined) return nothingHere();
      const act = actOf(resource, request);
      return act instanceof Response ? act : await act({ request, query, rest, principal });
    } catch (thrown) {
      const failure = toFailure(thrown);
      if (failure.code === 'internal')
        log.error({ door: 'console', resource: name, stack: failure.stack }, failure.message);
      return problemResponse(failure);
    }
  };
}

/** What the resource does with this method, or why it does nothing. */
function actOf(resource: Resource, request: Request): Answer | Response {
  const { method } = request;
  if (method === 'GET' && resource.GET !== undefined) return resource.GET;
  if (method !== 'POST' && method !== 'DELETE') return wrongMethod(resource, method);
  const act = resource[method];
  if (act === undefined) return wrongMethod(resource, method);
  return isJson(request) ? act : refusal(415, 'Content-Type must be application/json.');
}

function wrongMethod(resource: Resource, method: string): Response {
  const response = refusal(405, `${method} is not for this part of the console.`);
  response.headers.set('allow', Object.keys(resource).join(', '));
  return response;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
