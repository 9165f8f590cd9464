import type { LinkFrame, RelayLinkFrame } from '@clawbridge/wire';

type Answer = Extract<RelayLinkFrame, { readonly type: 'found' | 'resolved' }>;
/** Somebody, as the relay knows him. */
export type FoundPerson = Extract<Answer, { readonly type: 'resolved' }>['person'];

/** What is asked of the relay and answered at once. A link that breaks meanwhile leaves a question open. */
export interface Questions {
  /** The id of what was written under a nonce. */
  find(nonce: string): Promise<string | undefined>;
  /** Whose name it is. */
  resolve(to: string): Promise<FoundPerson>;
  answered(answer: Answer): void;
}

export function createQuestions(send: (frame: LinkFrame) => unknown, nextRef: () => number): Questions {
  const waiting = new Map<number, (answer: Answer) => void>();
  const ask = (make: (ref: number) => LinkFrame): Promise<Answer> => {
    const ref = nextRef();
    return new Promise((resolve) => {
      waiting.set(ref, resolve);
      send(make(ref));
    });
  };
  return {
    async find(nonce) {
      const answer = await ask((ref) => ({ type: 'find', ref, nonce }));
      return answer.type === 'found' ? answer.id : undefined;
    },
    async resolve(to) {
      const answer = await ask((ref) => ({ type: 'resolve', ref, to }));
      return answer.type === 'resolved' ? answer.person : undefined;
    },
    answered(answer) {
      waiting.get(answer.ref)?.(answer);
      waiting.delete(answer.ref);
    },
  };
}
