import { routeFields } from './route.ts';
import type { Block } from './row.ts';
import type { Session } from './session.ts';
import { agentOf } from './session-key.ts';

/** What is told of a session only to who asks for it. */
export interface Extras {
  readonly derivedTitle?: boolean;
  readonly lastMessage?: boolean;
}

/** A session as the gateway's methods and events show it. */
export function sessionRow(
  session: Session,
  hasActiveRun: boolean,
  extras: Extras = {},
): Readonly<Record<string, unknown>> {
  const { key, label, status, lastRunId } = session;
  const displayName = displayNameOf(session);
  const preview = extras.lastMessage === true ? previewOf(session) : undefined;
  return {
    key,
    sessionId: session.id,
    agentId: agentOf(key),
    kind: key.includes(':group:') ? 'group' : 'direct',
    ...(label === undefined ? {} : { label }),
    ...(displayName === undefined ? {} : { displayName }),
    ...(displayName === undefined || extras.derivedTitle !== true ? {} : { derivedTitle: displayName }),
    ...(preview === undefined ? {} : { lastMessagePreview: preview }),
    ...routeFields(session.route),
    createdAt: session.createdAt,
    updatedAt: session.updatedAt,
    archived: false,
    pinned: false,
    ...(status === undefined ? {} : { status }),
    abortedLastRun: status === 'killed' || (session.interrupted !== undefined && !hasActiveRun),
    ...(lastRunId === undefined ? {} : { lastRunId }),
    hasActiveRun,
    // As seen: a run started by `agent` is not named while it runs.
    ...(hasActiveRun ? {} : { activeRunIds: [] }),
  };
}

/** A label counts more than a name. A session that was given neither is called by its key, if that is a single word. */
export function displayNameOf({ key, label, displayName, route }: Session): string | undefined {
  const tail = key.split(':').slice(2);
  return label ?? displayName ?? (tail.length === 1 && route === undefined ? tail[0] : undefined);
}

const PREVIEW_CHARS = 120;

function previewOf({ rows }: Session): string | undefined {
  const last = rows.findLast(({ role }) => role === 'user' || role === 'assistant');
  const text = last === undefined ? '' : textOf(last.content);
  return text === '' ? undefined : text.slice(0, PREVIEW_CHARS);
}

function textOf(content: string | readonly Block[]): string {
  if (typeof content === 'string') return content;
  return content.map((block) => (block.type === 'text' ? block.text : '')).join('');
}
