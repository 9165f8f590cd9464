import * as wire from '@clawbridge/wire';
import { ask, type Fetch, type Question } from '../../session/ask.ts';

/** What the console asks the bridge for, and has it do. Errors: those of {@link ask}. */
export interface Desk {
  overview(): Promise<wire.Overview>;
  tasks(filter: { readonly status?: wire.TaskStatus; readonly cursor?: string }): Promise<wire.TaskList>;
  cancelTask(id: string): Promise<wire.TaskRow>;
  approvals(): Promise<wire.ApprovalList>;
  decide(verdict: wire.Verdict): Promise<wire.ApprovalList>;
  endpoints(): Promise<wire.EndpointList>;
  people(): Promise<wire.PeopleList>;
  invite(name: string): Promise<wire.Invited>;
  revoke(id: string): Promise<wire.PeopleList>;
  charts(range: wire.ChartRange, offsetMinutes: number): Promise<wire.Charts>;
}

export function createDesk(fetch: Fetch): Desk {
  return {
    overview: () => get(wire.overview, 'overview'),
    tasks: (filter) => get(wire.taskList, 'tasks', { ...filter }),
    cancelTask: (id) => post(wire.taskRow, `tasks/${encodeURIComponent(id)}/cancel`, {}),
    approvals: () => get(wire.approvalList, 'approvals'),
    decide: (verdict) => post(wire.approvalList, 'approvals', verdict),
    endpoints: () => get(wire.endpointList, 'endpoints'),
    people: () => get(wire.peopleList, 'people'),
    invite: (name) => post(wire.invited, 'people', { name }),
    revoke: (id) =>
      asked(wire.peopleList, `people/${encodeURIComponent(id)}`, { method: 'DELETE', json: {} }),
    charts: (range, offset) => get(wire.charts, 'charts', { range, offset: String(offset) }),
  };

  type Shape<T> = Parameters<typeof ask<T>>[1];

  function get<T>(shape: Shape<T>, path: string, query: Record<string, string> = {}): Promise<T> {
    const text = new URLSearchParams(query).toString();
    return asked(shape, text === '' ? path : `${path}?${text}`, {});
  }

  function post<T>(shape: Shape<T>, path: string, json: unknown): Promise<T> {
    return asked(shape, path, { method: 'POST', json });
  }

  function asked<T>(shape: Shape<T>, path: string, question: Question): Promise<T> {
    return ask(fetch, shape, `/console/${path}`, question);
  }
}
