import {
  dial,
  linkFrame,
  relayLinkFrame,
  WIRE_VERSION,
  type Line,
  type LineOptions,
  type LineState,
  type LinkFrame,
  type Live,
  type RelayLinkFrame,
} from '@clawbridge/wire';
import { Refusal } from './refusal.ts';
import { troubleText } from './trouble-text.ts';

type Answered = Extract<LinkFrame, { readonly ref: number }>;
type WithoutRef<F> = F extends Answered ? Omit<F, 'ref'> : never;

/** A frame that is answered. */
export type Question = WithoutRef<LinkFrame>;
export type Answer = Extract<RelayLinkFrame, { readonly ref: number }>;
export type Message = Extract<RelayLinkFrame, { readonly type: 'message' }>;

/** Nobody waits longer for the relay: what it did is found out later. */
const ANSWER_MS = 10_000;

/** What is only for the eye is dropped while more than this waits to be sent. Bytes. */
const CROWDED_BYTES = 256 * 1024;

/** The way to the relay, through all its sockets. */
export interface RelayLink {
  /** The relay has greeted us. */
  isOpen(): boolean;
  /** Names the socket: another one after each break. */
  socket(): unknown;
  /** Errors: `Refusal` when the relay will never do it; another one when it has not, or nobody knows. */
  ask(question: Question): Promise<Answer>;
  /** False when it could not be said. */
  say(frame: LinkFrame): boolean;
  /** False when it was dropped: it is only for the eye. */
  show(to: string, live: Live): boolean;
  close(): void;
}

export interface RelayLinkOptions {
  readonly connect: LineOptions<RelayLinkFrame, LinkFrame>['connect'];
  readonly clock: LineOptions<RelayLinkFrame, LinkFrame>['clock'];
  readonly chance: () => number;
  readonly account: string;
  readonly openclaw: string | undefined;
  /** The relay has greeted us. */
  readonly onOpen: (link: RelayLink) => void;
  readonly onMessage: (message: Message) => void;
  /** There is no connection. Where it is final, nobody tries to get one. */
  readonly onLost: (trouble: { readonly text: string; readonly isFinal: boolean }) => void;
}

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
  callOff(): void;
}

export function createRelayLink(options: RelayLinkOptions): RelayLink {
  const { clock, account, openclaw } = options;
  const waiting = new Map<number, Waiting>();
  let lastRef = 0;
  let socket: object | undefined;

  const link: RelayLink = {
    isOpen: () => socket !== undefined && line.isOpen(),
    socket: () => socket,
    ask,
    say: (frame) => line.send(frame),
    show: (to, live) => link.isOpen() && !isCrowded() && line.send({ type: 'live', to, live }),
    close: () => line.close(1000, 'the account stops'),
  };

  const line: Line<LinkFrame> = dial<RelayLinkFrame, LinkFrame>({
    connect: options.connect,
    schema: relayLinkFrame,
    hello: () => ({
      type: 'hello',
      version: WIRE_VERSION,
      account,
      ...(openclaw === undefined ? {} : { openclaw }),
    }),
    onFrame,
    onState,
    clock,
    chance: options.chance,
  });

  function isCrowded(): boolean {
    return line.bufferedAmount() > CROWDED_BYTES;
  }

  function onFrame(frame: RelayLinkFrame): void {
    if (frame.type === 'welcome') {
      socket = {};
      options.onOpen(link);
    } else if (frame.type === 'message') options.onMessage(frame);
    else settle(frame);
  }

  function onState(state: LineState): void {
    if (state.kind === 'open' || state.kind === 'connecting') return;
    socket = undefined;
    for (const one of waiting.values()) one.reject(new Error('The relay was lost before it answered.'));
    options.onLost({ text: troubleText(state), isFinal: state.kind === 'stopped' });
  }

  function settle(answer: Answer): void {
    const one = waiting.get(answer.ref);
    if (answer.type !== 'nack') one?.resolve(answer);
    else one?.reject(refusal(answer));
  }

  async function ask(question: Question): Promise<Answer> {
    lastRef += 1;
    const ref = lastRef;
    const frame = linkFrame.safeParse({ ...question, ref });
    if (!frame.success) throw new Refusal(`This cannot be sent: ${frame.error.issues[0]?.path.join('.')}.`);
    if (!link.isOpen() || !line.send(frame.data)) throw new Error('The relay is not connected.');
    try {
      return await new Promise<Answer>((resolve, reject) => {
        const late = () => reject(new Error('The relay does not answer.'));
        waiting.set(ref, { resolve, reject, callOff: clock.after(ANSWER_MS, late) });
      });
    } finally {
      waiting.get(ref)?.callOff();
      waiting.delete(ref);
    }
  }

  return link;
}

function refusal({ code, message, isRetryable }: Extract<Answer, { readonly type: 'nack' }>): Error {
  const text = `The relay refused it (${code}): ${message}`;
  return isRetryable ? new Error(text) : new Refusal(text);
}
