import type { Deed } from '../domain/audit-record.ts';
import type { FailureRecord } from '../domain/failure.ts';
import type { SpanStart, TraceContext } from '../domain/port/tracer.ts';
import type { Task } from '../domain/task.ts';
import { traceContextFrom, traceIdOf } from '../domain/trace-context.ts';
import type { Visit, Visits } from './visits.ts';
import type { CallWatch, WatchCall, WatchedCall } from '../mcp/call-watch.ts';
import type { Watch } from '../observe-bridge.ts';
import type { Question } from '../usecases/ask.ts';
import type { NotedDeeds } from '../usecases/note-deed.ts';

export interface WatchCallsOptions {
  readonly visits: Pick<Visits, 'of'>;
  readonly watch: Watch;
  readonly note: NotedDeeds['note'];
}

/** Counts and traces the calls of tools, and notes those that change something or were refused. */
export function watchCalls({ visits, watch: { metrics, traces }, note }: WatchCallsOptions): WatchCall {
  return function watchCall(call): CallWatch {
    const request = call.request ?? call.connection;
    const visit = request && visits.of(request);
    const begun = performance.now();
    const span = traces?.tracer.begin(spanOf(call, visit?.span?.context));
    /** The id of what it is about. */
    let target: string | undefined;

    return {
      requestId: visit?.id,
      verbs: (verbs) => ({
        ...verbs,
        ask: (question) => verbs.ask({ ...question, onAccepted: acceptedBy(question) }),
        askAloud: (question) => verbs.askAloud({ ...question, onAccepted: acceptedBy(question) }),
        cancelTask: about(verbs.cancelTask),
        decideApproval: about(verbs.decideApproval),
      }),
      ended(failure) {
        metrics.called({ tool: call.tool, outcome: failure?.code ?? 'ok', ms: performance.now() - begun });
        span?.end({ failure: failure?.code });
        const outcome = outcomeOf(failure);
        if (outcome !== 'refused' && call.isReadOnly) return;
        note({
          ...deedOf(call, visit),
          outcome,
          ...(target && { target }),
          ...(failure && { reason: failure.code }),
        });
      },
    };

    function acceptedBy({ onAccepted }: Pick<Question, 'onAccepted'>) {
      return (task: Task, isNew: boolean) => {
        target = task.id;
        if (isNew && span !== undefined) traces?.tasks.asked(task, span.context);
        onAccepted?.(task, isNew);
      };
    }

    function about<Request extends { readonly id: string }, Result>(
      verb: (request: Request) => Promise<Result>,
    ): (request: Request) => Promise<Result> {
      return (request) => {
        target = request.id;
        return verb(request);
      };
    }
  };
}

/**
 * What a client says in MCP's `_meta` stands nearer to the call than its header. In one and the same trace the request is the
 * closer relative of both. A connection may last for days: its calls are traces of their own, and name it.
 */
function spanOf({ tool, meta, request }: WatchedCall, visit: TraceContext | undefined): SpanStart {
  const told = traceContextFrom(meta?.['traceparent'], meta?.['tracestate']);
  const isForeign = told !== undefined && visit !== undefined && traceIdOf(told) !== traceIdOf(visit);
  const isApart = isForeign || request === undefined;
  return {
    name: `tools/call ${tool}`,
    kind: 'internal',
    parent: isApart ? told : (visit ?? told),
    link: isApart ? visit : undefined,
    attributes: { 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': tool },
  };
}

function deedOf({ tool, principal }: WatchedCall, visit: Visit | undefined) {
  const { id, address, admission } = visit ?? {};
  return {
    principal: principal.id,
    action: `tool:${tool}`,
    ...(admission?.client && { client: admission.client }),
    ...(address && { address }),
    ...(id && { requestId: id }),
  };
}

function outcomeOf(failure: FailureRecord | undefined): Deed['outcome'] {
  if (failure === undefined) return 'ok';
  return failure.code === 'not_allowed' ? 'refused' : 'failed';
}
