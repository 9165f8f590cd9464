import type { Decision, LineState, LinkFrame, Live, RelayLinkFrame } from '@clawbridge/wire';
import { type Accidents, createAccident } from './accident.ts';
import { createAgent } from './agent.ts';
import { createAsked, readDecision } from './asked.ts';
import { createDoorkeeper } from './doorkeeper.ts';
import { createFiles } from './files.ts';
import { type LinkOptions, openLink } from './link.ts';
import type { MessageFrame } from './message-frame.ts';
import { createOutbox, newNonce, type Outbox } from './outbox.ts';
import { createQuestions, type FoundPerson } from './questions.ts';
import { createWatchers, type Watchers } from './watchers.ts';

export interface SimulatedPluginOptions extends LinkOptions {
  /** `open`, the default, lets everybody in. */
  readonly policy?: 'open' | 'pairing';
  /** Between two words of an answer. Milliseconds; default 0. */
  readonly wordMs?: number;
  /** Messages are only taken: the test answers. */
  readonly isManual?: boolean;
  /** Cuts the link now and then. */
  readonly accidents?: Accidents;
}

/** The plugin's side of the relay without an OpenClaw: an agent that echoes, and what can go wrong with it. */
export interface SimulatedPlugin extends Pick<Watchers, 'until'> {
  /** Every message that came, in order; one that came again only once. */
  readonly messages: readonly MessageFrame[];
  /** How many frames with a message came, the same one again too. */
  deliveries(): number;
  state(): LineState;
  /** How often the link was opened. */
  opened(): number;
  /** What it has said and the relay has not acknowledged. */
  waiting(): number;
  /** What the relay will never write, and why. */
  readonly refused: Outbox['refused'];
  /** Answers a message, or says something on the way to the answer. Resolves with the id of the entry. */
  answer(message: MessageFrame, text: string, isFinal?: boolean): Promise<string>;
  /** Speaks of itself to an address, or to somebody by name. Resolves with the id of the entry. */
  say(to: string, text: string): Promise<string>;
  live(to: string, live: Live): void;
  /** Sends a frame as it is. False when there is no link. */
  send(frame: LinkFrame): boolean;
  /** Ids of approvals that wait. */
  approvals(): readonly string[];
  /** Somebody decides elsewhere. */
  decide(approval: string, decision: Decision): void;
  /** Whose name it is. */
  resolve(name: string): Promise<FoundPerson>;
  /** The id of what was written under a nonce. */
  find(nonce: string): Promise<string | undefined>;
  /** Approves a pairing code. */
  pair(code: string): boolean;
  /** Keeps what it has to say until the returned function is called. */
  hold(): () => void;
  /** Cuts the link; it comes back. */
  drop(): void;
  /** Takes nothing off the wire until the returned function is called. */
  pause(): () => void;
  /** Dials at once. */
  wake(): void;
  stop(): void;
}

/** Dials the relay as the plugin does, and comes back until it is stopped. */
export function startSimulatedPlugin(options: SimulatedPluginOptions): SimulatedPlugin {
  const { url, token, policy = 'open', wordMs = 0, isManual = false } = options;
  const messages: MessageFrame[] = [];
  const known = new Set<string>();
  const watchers = createWatchers();
  const asked = createAsked();
  const door = createDoorkeeper(policy);
  const files = createFiles(url, token);
  const accident = createAccident(options.accidents, () => link.drop());
  const counts = { opened: 0, deliveries: 0, refs: 0 };
  const nextRef = () => ++counts.refs;
  let state: LineState = { kind: 'connecting' };
  let isHeld = false;
  const outbox = createOutbox((frame) => !isHeld && send(frame), nextRef);
  const questions = createQuestions(send, nextRef);
  const live = (to: string, one: Live) => void send({ type: 'live', to, live: one });
  const agent = createAgent({
    outbox,
    asked,
    live,
    wordMs,
    disconnect: () => link.drop(),
    copy: async (file, to) => await files.upload(file, await files.fetch(file.id), to),
  });
  const link = openLink(options, {
    frame(frame) {
      onFrame(frame);
      watchers.look();
      accident();
    },
    state(now) {
      state = now;
      if (now.kind === 'open') counts.opened += 1;
      watchers.look();
    },
  });
  return {
    messages,
    until: watchers.until,
    deliveries: () => counts.deliveries,
    state: () => state,
    opened: () => counts.opened,
    waiting: () => outbox.size(),
    refused: outbox.refused,
    answer: ({ id: turn, from: to }, text, isFinal = true) =>
      outbox.put({ type: 'reply', nonce: newNonce(), to, turn, text, attachments: [], isFinal }),
    say: (to, text) =>
      outbox.put({ type: 'reply', nonce: newNonce(), to, text, attachments: [], isFinal: true }),
    live,
    send,
    approvals: asked.open,
    decide(approval, decision) {
      const to = asked.decide(approval, decision);
      if (to === undefined) return;
      outbox.tell({ type: 'decided', nonce: `decided:${approval}`, to, approval, decision });
    },
    resolve: questions.resolve,
    find: questions.find,
    pair: door.approve,
    hold() {
      isHeld = true;
      return () => {
        isHeld = false;
        outbox.again();
      };
    },
    drop: link.drop,
    pause: link.pause,
    wake: link.wake,
    stop() {
      link.close();
      agent.stopAll();
    },
  };

  function send(frame: LinkFrame): boolean {
    const isSent = link.send(frame);
    accident();
    return isSent;
  }

  function onFrame(frame: RelayLinkFrame): void {
    switch (frame.type) {
      case 'welcome':
        if (!isHeld) outbox.again();
        return void send({ type: 'ready' });
      case 'message':
        counts.deliveries += 1;
        return onMessage(frame);
      case 'ack':
        return outbox.acked(frame);
      case 'nack':
        return outbox.nacked(frame);
      case 'found':
      case 'resolved':
        return questions.answered(frame);
    }
  }

  function onMessage(message: MessageFrame): void {
    const code = door.codeFor(message.user);
    if (code !== undefined) return turnAway(message, code);
    // As OpenClaw does: one that is known is taken again, and nothing more comes of it.
    send({ type: 'taken', id: message.id });
    if (known.has(message.id)) return;
    known.add(message.id);
    messages.push(message);
    const decided = readDecision(message.text);
    if (decided !== undefined) return void asked.decide(decided.id, decided.decision);
    if (message.text.trim() === '/stop') return agent.stop(message.from);
    if (!isManual) agent.begin(message);
  }

  function turnAway({ id, from: to }: MessageFrame, code: string): void {
    const text = `OpenClaw: access not configured.\n\nPairing code: ${code}`;
    outbox.tell({ type: 'notice', nonce: `pairing:${id}`, to, text });
    send({ type: 'taken', id, refused: 'Pairing is required.' });
  }
}
