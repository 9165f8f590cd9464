import type { Overview } from '@clawbridge/wire';
import type { Clock } from '../domain/port/clock.ts';
import type { LinkRegister } from '../domain/port/link-register.ts';
import type { CheckReadiness } from '../usecases/check-readiness.ts';
import type { SurveyedInstance, SurveyInstances } from '../usecases/survey-instances.ts';
import type { Resource } from './resource.ts';
import { troubleOf } from './trouble.ts';

export interface OverviewOptions {
  readonly version: string;
  /** When this process began. */
  readonly startedAt: number;
  readonly surveyInstances: SurveyInstances;
  readonly checkReadiness: CheckReadiness;
  readonly links: Pick<LinkRegister, 'list'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** How everything is, at a glance. */
export function overviewResource(options: OverviewOptions): Resource {
  const { version, startedAt, surveyInstances, checkReadiness, links, clock } = options;
  return {
    async GET({ principal }) {
      const [instances, { isReady, store, gateway }, linked] = await Promise.all([
        surveyInstances(principal),
        checkReadiness(),
        links.list(clock.now()),
      ]);
      const overview: Overview = {
        version,
        startedAt,
        now: clock.now(),
        readiness: { isReady, store, gateway },
        instances: instances.map(instanceCard),
        links: linked.map(({ name, isConnected, since }) => ({ name, isConnected, since })),
      };
      return Response.json(overview);
    },
  };
}

function instanceCard({
  instance,
  report,
  running,
  pending,
}: SurveyedInstance): Overview['instances'][number] {
  const { name, url, isDefault } = instance;
  const { latencyMs, outlet, version, failure, warning } = report ?? {};
  const trouble = failure ?? warning;
  return {
    name,
    url,
    isDefault,
    running,
    pending,
    ...(report === undefined ? {} : { health: healthOf(failure !== undefined, warning !== undefined) }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(outlet === undefined ? {} : { outlet }),
    ...(version === undefined ? {} : { version }),
    ...(trouble === undefined ? {} : { trouble: troubleOf(trouble) }),
  };
}

function healthOf(isAway: boolean, isLimping: boolean): 'well' | 'limping' | 'away' {
  if (isAway) return 'away';
  return isLimping ? 'limping' : 'well';
}
