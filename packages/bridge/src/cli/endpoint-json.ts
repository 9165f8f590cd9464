import { isoTime } from '../domain/iso-time.ts';
import type { ListedEndpoint } from '../usecases/list-endpoints.ts';

/** An endpoint as `--json` prints it, without its address. Times are ISO strings; the shape is stable. */
export function endpointJson({ isConfigured, isHeld, report, reportedAt, ...known }: ListedEndpoint) {
  const { name, id, host, kind } = known;
  return {
    name,
    id,
    host,
    kind,
    configured: isConfigured,
    held: isHeld,
    status: report?.status,
    since: timeOf(report?.since),
    trouble: report?.trouble && { ...report.trouble, at: isoTime(report.trouble.at) },
    attempts: report?.attempts,
    nextAttemptAt: timeOf(report?.nextAttemptAt),
    calls: report?.calls,
    reportedAt: timeOf(reportedAt),
  };
}

function timeOf(at: number | undefined): string | undefined {
  return at === undefined ? undefined : isoTime(at);
}
