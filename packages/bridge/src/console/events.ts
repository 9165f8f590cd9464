import type { EventsLost } from '@clawbridge/wire';
import type { Clock } from '../domain/port/clock.ts';
import type { EventPlace, WatchEvents } from '../usecases/watch-events.ts';
import { eventRow } from './event-row.ts';
import type { Resource } from './resource.ts';

/** What a page begins with. */
const RECENT = 100;

/** Shorter than any proxy's patience. */
const HEARTBEAT_MS = 15_000;

/** A page that leaves so much unread is cut off; its browser comes back and goes on where it was. */
const MOST_UNREAD_BYTES = 1_000_000;

/** A browser whose stream broke comes back after so many milliseconds. */
const COME_BACK_MS = 2_000;

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

export interface EventsOptions {
  readonly watchEvents: WatchEvents;
  readonly clock: Clock;
}

/** The event log as a stream. It goes on after the id a browser says it has seen. */
export function eventsResource({ watchEvents, clock }: EventsOptions): Resource {
  return {
    async GET({ principal, request, query }) {
      // A browser that gave up its stream begins a new one, and can send no header with it.
      const after = placeFrom(request.headers.get('last-event-id') ?? query.get('after'));
      const stream = createEventStream(clock);
      const stop = await watchEvents(
        { principal, after, recent: RECENT },
        {
          hear: (event, epoch) =>
            stream.write(
              `id: ${epoch}:${event.cursor}\nevent: entry\ndata: ${JSON.stringify(eventRow(event))}\n\n`,
            ),
          lose(reason) {
            const lost: EventsLost = { reason };
            stream.write(`event: lost\ndata: ${JSON.stringify(lost)}\n\n`);
          },
        },
      );
      stream.onEnd(stop);
      return new Response(stream.body, { headers: HEADERS });
    },
  };
}

/** What cannot be read is none. */
function placeFrom(id: string | null): EventPlace | undefined {
  const [, epoch, cursor] = /^([^:\s]+):(\d{1,15})$/.exec(id ?? '') ?? [];
  return epoch === undefined ? undefined : { epoch, cursor: Number(cursor) };
}

/** A stream of text that shows now and then that it lives, and ends when nobody reads it. */
function createEventStream(clock: Clock) {
  const encoder = new TextEncoder();
  let stopFollowing = () => {};
  let cancelBeat = () => {};
  let isOver = false;
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>(
    {
      start(begun) {
        controller = begun;
      },
      cancel: end,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: MOST_UNREAD_BYTES }),
  );
  write(`retry: ${COME_BACK_MS}\n\n`);
  beat();
  return { body, write, onEnd };

  function write(text: string): void {
    if (isOver || controller === undefined) return;
    if ((controller.desiredSize ?? 0) > 0) return controller.enqueue(encoder.encode(text));
    end();
    controller.error(new Error('The page does not read its stream.'));
  }

  function beat(): void {
    cancelBeat = clock.after(HEARTBEAT_MS, () => {
      write(': here\n\n');
      if (!isOver) beat();
    });
  }

  function end(): void {
    isOver = true;
    cancelBeat();
    stopFollowing();
  }

  function onEnd(stop: () => void): void {
    stopFollowing = stop;
    if (isOver) stop();
  }
}
