import { permits, type AllowLists } from './allow-list.ts';
import { freshSessionId, sessionKeyFor } from './session-key.ts';

/** Where a new session would belong. */
export interface FreshSession {
  readonly id: string;
  readonly instance: string;
  /** The agent the instance is bound to. */
  readonly agent: string | undefined;
}

/**
 * The session id of a new conversation, below a beginning that its caller may use: who is held to some sessions or agents
 * begins new ones among them. Where there is no such place it is the usual one, which he may then not enter.
 */
export function freshSessionFor(allow: AllowLists, { id, ...where }: FreshSession): string {
  return sessionWithin(allow, { usual: freshSessionId(id), ...where });
}

/** Where a conversation would usually be. */
export interface UsualSession extends Omit<FreshSession, 'id'> {
  readonly usual: string;
}

/** The same for a conversation that always has the same name. */
export function sessionWithin(allow: AllowLists, { usual, instance, agent }: UsualSession): string {
  const mayEnter = (place: string) => permits(allow, { instance, sessionKey: sessionKeyFor(place, agent) });
  // Nearly everybody may, and it is asked with every question.
  if (mayEnter(usual)) return usual;
  const beginnings = [
    '',
    ...allow.flatMap(({ sessionPrefixes }) => sessionPrefixes.map((prefix) => prefix.replace(/:?$/, ':'))),
  ];
  const agents = ['', ...allow.flatMap((list) => list.agents.map((name) => `agent:${name}:`))];
  const places = agents.flatMap((one) => beginnings.map((beginning) => `${one}${beginning}${usual}`));
  return places.find(mayEnter) ?? usual;
}
