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
export function freshSessionFor(allow: AllowLists, { id, instance, agent }: FreshSession): string {
  const usual = freshSessionId(id);
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
