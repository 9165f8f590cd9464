import * as z from 'zod/mini';
import { decision } from './entry.ts';

/** All times are milliseconds since 1970, by the clock of the bridge. */
const at = z.int();

/** What went wrong and what to do, for a person. */
const trouble = z.object({ code: z.string(), message: z.string(), hint: z.optional(z.string()) });
export type Trouble = z.infer<typeof trouble>;

/** `GET /console/overview` */
export const overview = z.object({
  version: z.string(),
  /** When this process began. */
  startedAt: at,
  now: at,
  readiness: z.object({
    isReady: z.boolean(),
    /** `ok`, `slow`, or the code of what is wrong with it. */
    store: z.string(),
    gateway: z.string(),
  }),
  instances: z.array(
    z.object({
      name: z.string(),
      url: z.string(),
      isDefault: z.boolean(),
      /** Undefined where it has not answered yet. */
      health: z.optional(z.enum(['well', 'limping', 'away'])),
      latencyMs: z.optional(z.number()),
      outlet: z.optional(z.string()),
      version: z.optional(z.string()),
      trouble: z.optional(trouble),
      /** Tasks of everybody. */
      running: z.int(),
      pending: z.int(),
    }),
  ),
  /** The sockets of channel plugins. */
  links: z.array(z.object({ name: z.string(), isConnected: z.boolean(), since: at })),
});
export type Overview = z.infer<typeof overview>;

export const taskStatus = z.enum(['pending', 'running', 'completed', 'failed', 'cancelled']);
export type TaskStatus = z.infer<typeof taskStatus>;

export const taskRow = z.object({
  id: z.string(),
  /** Who asked. */
  principal: z.string(),
  instance: z.string(),
  session: z.string(),
  origin: z.string(),
  status: taskStatus,
  /** How the question begins. */
  opening: z.string(),
  createdAt: at,
  startedAt: z.optional(at),
  settledAt: z.optional(at),
  /** Somebody asked to stop it. */
  isStopping: z.boolean(),
  progress: z.optional(z.object({ characters: z.int(), lastActivityAt: at, tool: z.optional(z.string()) })),
  /** Why it failed, or has to wait. */
  trouble: z.optional(trouble),
});
export type TaskRow = z.infer<typeof taskRow>;

/** `GET /console/tasks?status=&cursor=`: newest first. `POST /console/tasks/ID/cancel` answers with one of them. */
export const taskList = z.object({
  now: at,
  tasks: z.array(taskRow),
  /** Leads to the next page. */
  nextCursor: z.optional(z.string()),
  counts: z.record(taskStatus, z.int()),
});
export type TaskList = z.infer<typeof taskList>;

const approvalKind = z.enum(['exec', 'plugin']);

/** `GET /console/approvals`: oldest first. */
export const approvalList = z.object({
  now: at,
  approvals: z.array(
    z.object({
      instance: z.string(),
      kind: approvalKind,
      id: z.string(),
      what: z.string(),
      cwd: z.optional(z.string()),
      agent: z.optional(z.string()),
      session: z.optional(z.string()),
      choices: z.array(decision),
      createdAt: at,
      expiresAt: at,
    }),
  ),
  /** Instances that could not be asked. */
  unreachable: z.array(z.object({ instance: z.string(), trouble })),
});
export type ApprovalList = z.infer<typeof approvalList>;
export type PendingApproval = ApprovalList['approvals'][number];

/** `POST /console/approvals` */
export const verdict = z.object({
  instance: z.string(),
  kind: approvalKind,
  id: z.string().check(z.maxLength(200)),
  decision,
});
export type Verdict = z.infer<typeof verdict>;

/** `GET /console/endpoints` */
export const endpointList = z.object({
  now: at,
  endpoints: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      kind: z.enum(['cloud', 'selfhosted']),
      host: z.string(),
      /** A process lives that dials it. */
      isHeld: z.boolean(),
      status: z.optional(z.enum(['connecting', 'connected', 'suspect', 'waiting', 'standby', 'stopped'])),
      since: z.optional(at),
      trouble: z.optional(z.object({ reason: z.string(), message: z.string(), hint: z.string(), at })),
      attempts: z.optional(z.int()),
      nextAttemptAt: z.optional(at),
      calls: z.optional(z.int()),
    }),
  ),
});
export type EndpointList = z.infer<typeof endpointList>;
export type EndpointRow = EndpointList['endpoints'][number];

const personRow = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: at,
  lastSeenAt: z.optional(at),
});
export type PersonRow = z.infer<typeof personRow>;

/** `GET /console/people`: who is welcome. `DELETE /console/people/ID` ends that, and is answered with who is left. */
export const peopleList = z.object({ now: at, people: z.array(personRow) });
export type PeopleList = z.infer<typeof peopleList>;

/** `POST /console/people` */
export const newInvite = z.object({ name: z.string().check(z.maxLength(64)) });
export type NewInvite = z.infer<typeof newInvite>;

/** What it answers: the link is shown once. */
export const invited = z.object({ name: z.string(), link: z.string(), expiresAt: at });
export type Invited = z.infer<typeof invited>;

/** A record of the event log, as a line one can read. */
export const eventRow = z.object({
  /** Rises with every event. */
  cursor: z.int(),
  type: z.string(),
  instance: z.string(),
  at,
  session: z.optional(z.string()),
  /** Only this principal may know of it, besides whoever runs the bridge. */
  principal: z.optional(z.string()),
  /** `user`, `assistant` … of a message; how a task or an approval ended. */
  note: z.optional(z.string()),
  /** How its text begins. */
  text: z.optional(z.string()),
  /** The task, approval or message it is about. */
  ref: z.optional(z.string()),
});
export type EventRow = z.infer<typeof eventRow>;

/**
 * `GET /console/events`: an event stream. Each event of the log is an `entry`; one named `lost` says that some cannot be had
 * any more. Ids are `EPOCH:CURSOR`: who comes back with one, as `Last-Event-ID` or `?after=`, goes on from there.
 */
export const eventsLost = z.object({ reason: z.enum(['expired', 'other_log', 'too_many']) });
export type EventsLost = z.infer<typeof eventsLost>;

/** Of charts: 24 hours, or 30 days. */
export const chartRange = z.enum(['day', 'month']);
export type ChartRange = z.infer<typeof chartRange>;

/** `GET /console/charts?range=&offset=`: every step, oldest first. `offset`: minutes by which the reader is ahead of UTC. */
export const charts = z.object({
  range: chartRange,
  stepMs: z.int(),
  steps: z.array(
    z.object({
      /** When it began. */
      at,
      completed: z.int(),
      failed: z.int(),
      cancelled: z.int(),
      /** From the question to the answer: half of them took no longer, and 95 of 100. */
      medianMs: z.optional(z.number()),
      slowMs: z.optional(z.number()),
    }),
  ),
});
export type Charts = z.infer<typeof charts>;
export type ChartStep = Charts['steps'][number];
