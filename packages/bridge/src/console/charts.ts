import { chartRange, type Charts } from '@clawbridge/wire';
import { Failure } from '../domain/failure.ts';
import type { CountTasks } from '../usecases/count-tasks.ts';
import type { Resource } from './resource.ts';

/** The farthest clocks on earth are from UTC. */
const MOST_MINUTES = 14 * 60;

/** How tasks ended, step by step: `GET ?range=day|month&offset=MINUTES`. */
export function chartsResource({ countTasks }: { readonly countTasks: CountTasks }): Resource {
  return {
    async GET({ principal, query }) {
      const range = chartRange.safeParse(query.get('range') ?? 'day');
      const offsetMinutes = Number(query.get('offset') ?? 0);
      if (!range.success || !Number.isInteger(offsetMinutes) || Math.abs(offsetMinutes) > MOST_MINUTES)
        throw new Failure('invalid_input', 'range is day or month, offset whole minutes.');
      const { stepMs, steps } = await countTasks({ principal, range: range.data, offsetMinutes });
      const charts: Charts = { range: range.data, stepMs, steps: steps.map((step) => ({ ...step })) };
      return Response.json(charts);
    },
  };
}
