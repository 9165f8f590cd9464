import type { Clock } from '../../domain/port/clock.ts';
import type { Ending } from './ending.ts';
import { dial } from './dial.ts';
import { fieldsOf, jsonIn, type Fields } from './frame-fields.ts';

/** Shorter than a handshake may take, so that a server that does not even greet counts as mute. */
const ANSWER_MS = 8_000;

/** What became of a question. */
export type Reply =
  | { readonly how: 'answered'; readonly result: Fields }
  | { readonly how: 'error'; readonly code: number }
  | { readonly how: 'mute' }
  | { readonly how: 'ended'; readonly ending: Ending };

/** Asks as a device does, through the other way into a server of one's own. Never throws. */
export interface Device {
  ask(method: string, params?: Fields): Promise<Reply>;
  tell(method: string): void;
  hangUp(): void;
}

export function openDevice(url: string, clock: Pick<Clock, 'after'>): Device {
  const waiting = new Map<number, (reply: Reply) => void>();
  const unsent: string[] = [];
  let send = (frame: string): void => {
    unsent.push(frame);
  };
  let end: Reply | undefined;
  let lastId = 0;

  const dialled = dial(url, {
    clock,
    onOpen(ws) {
      send = (frame) => ws.send(frame, () => {});
      for (const frame of unsent.splice(0)) send(frame);
      ws.on('message', (data) => {
        if (data instanceof Buffer) receive(data.toString());
      });
    },
    onEnd(ending) {
      end = { how: 'ended', ending };
      for (const tell of waiting.values()) tell(end);
    },
  });

  return {
    ask(method, params) {
      if (end !== undefined) return Promise.resolve(end);
      const id = ++lastId;
      return new Promise((resolve) => {
        const cancel = clock.after(ANSWER_MS, () => settle({ how: 'mute' }));
        const settle = (reply: Reply) => {
          cancel();
          waiting.delete(id);
          resolve(reply);
        };
        waiting.set(id, settle);
        send(JSON.stringify({ jsonrpc: '2.0', id, method, ...(params === undefined ? {} : { params }) }));
      });
    },
    tell: (method) => send(JSON.stringify({ jsonrpc: '2.0', method })),
    hangUp: dialled.hangUp,
  };

  /** An error comes with a result, too: null. */
  function receive(text: string): void {
    const frame = fieldsOf(jsonIn(text));
    const { id, error, result } = frame;
    const settle = typeof id === 'number' ? waiting.get(id) : undefined;
    if (error === undefined || error === null) settle?.({ how: 'answered', result: fieldsOf(result) });
    else settle?.({ how: 'error', code: Number(fieldsOf(error)['code']) });
  }
}
