import type { Simulator } from '@clawbridge/simulator';

/** Often enough to be seen happening, seldom enough to be read. */
const EVERY_MS = 15_000;

const ADA = 'agent:main:telegram:direct:ada';
const FAMILY = 'agent:main:telegram:group:family';

/** What they have said before anybody listens: history, and no events. */
const BEFORE = [
  { sessionKey: ADA, text: 'Can you book the table for Friday?', senderIsOwner: true },
  { sessionKey: FAMILY, text: 'Who brings the cake on Sunday?' },
] as const;

const SAYINGS = [
  { sessionKey: FAMILY, text: 'I can bring it, if somebody brings the coffee.' },
  { sessionKey: ADA, text: 'Make it four people, please.', senderIsOwner: true },
  { sessionKey: FAMILY, text: 'Coffee is on me.' },
  { sessionKey: ADA, text: 'And a table at the window.', senderIsOwner: true },
] as const;

/** Makes two conversations in which something has been said. */
export function seedPeople(gateway: Simulator): void {
  gateway.seedConversation({ sessionKey: ADA, channel: 'telegram', to: 'ada', displayName: 'Ada' });
  gateway.seedConversation({ sessionKey: FAMILY, channel: 'telegram', to: 'family', displayName: 'Family' });
  for (const message of BEFORE) gateway.receive(message);
}

/** From now on somebody says something every now and then. Returns how to stop. */
export function letPeopleTalk(gateway: Simulator): () => void {
  let said = 0;
  const timer = setInterval(() => {
    const message = SAYINGS[said++ % SAYINGS.length];
    if (message !== undefined) gateway.receive(message);
  }, EVERY_MS);
  return () => clearInterval(timer);
}
