import { describe, expect, it } from 'vitest';
import { anEndpointReport } from '../domain/endpoint.fixture.ts';
import type { EndpointReport } from '../domain/endpoint.ts';
import { endpointFrom, reportRowOf } from './endpoint-row.ts';

const trouble = { reason: 'network', message: 'Nothing listens there.', hint: 'Start it.', at: 5 } as const;

const found = (report: string) => endpointFrom({ id: 'x', is_held: true, reported_at: 7, report });

describe('the report of an endpoint', () => {
  it.each<Partial<EndpointReport>>([{}, { status: 'waiting', trouble, attempts: 3, nextAttemptAt: 30 }])(
    'is read as it was written: %j',
    (over) => {
      const report = anEndpointReport(over);
      const { report: json } = reportRowOf('x', 'h', report, 7);
      expect(found(json)).toEqual({ id: 'x', isHeld: true, reportedAt: 7, report });
    },
  );

  it('is read without what a newer version adds to it', () => {
    const report = anEndpointReport({ trouble });
    expect(found(JSON.stringify({ ...report, moon: 'full' })).report).toEqual(report);
  });

  it.each([
    ['a status nobody knows here', JSON.stringify({ ...anEndpointReport(), status: 'dreaming' })],
    [
      'a trouble nobody knows here',
      JSON.stringify(anEndpointReport({ trouble: { ...trouble, reason: 'bored' as 'network' } })),
    ],
    ['another form', '[]'],
    ['no form', '{'],
  ])('is none when it has %s', (_, json) => {
    expect(found(json)).toEqual({ id: 'x', isHeld: true, reportedAt: 7 });
  });
});
