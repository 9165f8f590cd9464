import type { EndpointTrouble } from '../domain/endpoint.ts';

interface Trouble {
  readonly reason: EndpointTrouble;
  readonly message: string;
}

/** What is the matter with an endpoint, and the word under which docs/xiaozhi.md has more of it. */
export function troubleText({ message, reason }: Trouble): string {
  return `${message.replace(/\.$/, '')} (${reason})`;
}
