import { CLOSES } from './closes.ts';
import { BEAT_MS } from './limits.ts';
import type { LineOptions } from './line.ts';
import { readFrame } from './read-frame.ts';
import { type SilenceWatch, watchSilence } from './watch-silence.ts';

/** As in `WebSocket.OPEN`, which not every runtime has. */
const OPEN = 1;

/** A browser may say why it closes with no other code than this one, or with one of an application's own. */
const NORMAL = 1000;

/** A close frame has no room for more. */
const MAX_REASON_CHARS = 120;

/** The socket ended, or did not come about, without a word. */
export const BROKEN = 1006;

export interface Ending {
  /** As in a close frame: why, seen from here. */
  readonly code: number;
  readonly reason: string;
  /** The other end had said something. */
  readonly wasHeard: boolean;
}

export interface CallOptions<In, Out> extends Pick<
  LineOptions<In, Out>,
  'connect' | 'schema' | 'hello' | 'onFrame' | 'clock'
> {
  readonly beat?: (() => Out) | undefined;
  onOpen(): void;
  /** Called once, unless this end hangs up. */
  onEnd(ending: Ending): void;
}

/** One socket of a line, from its address to its end. */
export interface Call<Out> {
  send(frame: Out): boolean;
  isOpen(): boolean;
  bufferedAmount(): number;
  probe(): void;
  hangUp(code?: number, reason?: string): void;
}

/** Throws what `connect` throws. */
export function placeCall<In, Out>(options: CallOptions<In, Out>): Call<Out> {
  const { clock, schema, beat } = options;
  const socket = options.connect();
  let silence: SilenceWatch | undefined;
  let wasHeard = false;
  let trouble = '';
  let cancelPatience = clock.after(2 * BEAT_MS, () => giveUp(CLOSES.silent, 'Nobody answers.'));

  socket.onopen = () => {
    cancelPatience();
    silence = watch();
    send(options.hello());
    options.onOpen();
  };
  socket.onmessage = ({ data }) => {
    if (typeof data !== 'string') return giveUp(CLOSES.malformed, 'This is no text.');
    const read = readFrame(schema, data);
    if ('fault' in read) return giveUp(CLOSES.malformed, read.fault);
    wasHeard = true;
    silence?.heard();
    options.onFrame(read.frame);
  };
  socket.onclose = ({ code, reason }) => end(code, reason || trouble);
  socket.onerror = (event) => {
    if (typeof event?.message === 'string') trouble = event.message;
  };
  socket.on?.('ping', () => silence?.heard());

  return {
    send,
    isOpen,
    bufferedAmount: () => socket.bufferedAmount,
    probe: () => silence?.probe(),
    hangUp,
  };

  function isOpen(): boolean {
    return socket.readyState === OPEN;
  }

  function send(frame: Out): boolean {
    if (!isOpen()) return false;
    socket.send(JSON.stringify(frame));
    return true;
  }

  /** Nothing is watched where nothing needs to come: a silent line is a good one there. */
  function watch(): SilenceWatch | undefined {
    if (beat === undefined && socket.on === undefined) return undefined;
    const ask = beat === undefined ? undefined : () => void send(beat());
    return watchSilence({ clock, ask, onSilent: () => giveUp(CLOSES.silent, 'Nothing came any more.') });
  }

  function giveUp(code: number, reason: string): void {
    hangUp(NORMAL, reason);
    options.onEnd({ code, reason, wasHeard });
  }

  function end(code: number, reason: string): void {
    rest();
    options.onEnd({ code, reason, wasHeard });
  }

  function hangUp(code?: number, reason?: string): void {
    rest();
    socket.close(code, reason?.slice(0, MAX_REASON_CHARS));
  }

  /** What comes from here on comes too late. Errors are heard still: ws throws those that nobody hears. */
  function rest(): void {
    cancelPatience();
    silence?.stop();
    silence = undefined;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.onerror = () => {};
  }
}
