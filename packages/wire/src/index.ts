import './jitless.ts';

// Every shape there is between the relay and both of its ends, and the rules they share.
export { formatAddress, readAddress, type Address } from './address.ts';
export { CLOSES } from './closes.ts';
export {
  approvalList,
  chartRange,
  charts,
  endpointList,
  eventRow,
  eventsLost,
  invited,
  newInvite,
  overview,
  peopleList,
  taskList,
  taskRow,
  taskStatus,
  verdict,
} from './console.ts';
export type {
  ApprovalList,
  ChartRange,
  Charts,
  ChartStep,
  EndpointList,
  EndpointRow,
  EventRow,
  EventsLost,
  Invited,
  NewInvite,
  Overview,
  PendingApproval,
  PeopleList,
  PersonRow,
  TaskList,
  TaskRow,
  TaskStatus,
  Trouble,
  Verdict,
} from './console.ts';
export { dial } from './dial.ts';
export type { AskedApproval, Attachment, Decision, Entry, ToolCard } from './entry.ts';
export {
  BEAT_MS,
  MAX_ATTACHMENTS,
  MAX_FILE_BYTES,
  MAX_FILE_NAME_CHARS,
  MAX_FRAME_BYTES,
  MAX_PAGE,
  MAX_REPLAY,
  MAX_RESUMED_THREADS,
  MAX_TEXT_CHARS,
  MAX_TITLE_CHARS,
  PARTIAL_EVERY_MS,
  RECONNECT_MOST_MS,
} from './limits.ts';
export type { Line, LineClock, LineOptions, LineSocket, LineState } from './line.ts';
export type { Live, RunningTurn } from './live.ts';
export { linkFrame, relayLinkFrame, type LinkFrame, type RelayLinkFrame } from './link-frames.ts';
export {
  peerFrame,
  relayFrame,
  type Agent,
  type PeerFrame,
  type Person,
  type RelayFrame,
} from './peer-frames.ts';
export { readFrame, type Read } from './read-frame.ts';
export { arrival, resume, type Extent, type Known, type Resume } from './resume.ts';
export { hits, page, problem, session, signIn, uploaded } from './session.ts';
export type { Hits, Page, Problem, Session, SignIn } from './session.ts';
export type { ThreadHead } from './thread-head.ts';
export { WIRE_VERSION } from './version.ts';
