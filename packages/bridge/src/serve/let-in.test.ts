import { EventEmitter } from 'node:events';
import type { HttpBindings } from '@hono/node-server';
import { describe, expect, it } from 'vitest';
import type { Admission } from '../auth/gate.ts';
import { OWNER } from '../domain/principal.ts';
import { createPlaces } from '../mcp/http/places.ts';
import { createLetIn } from './let-in.ts';

/** An answer that is not sent yet. */
function anOutgoing() {
  const outgoing = Object.assign(new EventEmitter(), { destroyed: false, leave });
  return outgoing;
  function leave(): void {
    outgoing.destroyed = true;
    outgoing.emit('close');
  }
}

function aPlace() {
  const places = createPlaces({ most: 10, mostEach: 10 });
  let admit: (admission: Admission) => void = () => {};
  const letIn = createLetIn({
    admit: () => new Promise((resolve) => (admit = resolve)),
    addressOf: () => ({ address: '', isProxied: false }),
    places,
    visits: { admitted() {} },
  });
  const outgoing = anOutgoing();
  const http = { incoming: {}, outgoing } as unknown as HttpBindings;
  const answered = letIn(new Request('http://localhost/mcp'), http);
  return { places, outgoing, answered, admit: () => admit({ principal: OWNER }) };
}

describe('who is let in', () => {
  it('has a place until his answer is sent', async () => {
    const { places, outgoing, answered, admit } = aPlace();
    admit();
    await answered;
    expect(places.taken()).toBe(1);
    outgoing.leave();
    expect(places.taken()).toBe(0);
  });

  it('has none if he left while nobody knew who he is', async () => {
    const { places, outgoing, answered, admit } = aPlace();
    outgoing.leave();
    admit();
    await answered;
    expect(places.taken()).toBe(0);
  });
});
