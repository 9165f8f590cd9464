import { startSimulator, type Simulator } from '@clawbridge/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRecordingLog } from '../../packages/bridge/src/domain/port/recording-log.fixture.ts';
import type { HttpServer } from '../../packages/bridge/src/serve/http-server.ts';
import { startFixtureServer } from '../fixture-server/server.ts';
import { startServer, type RunningServer } from '../journeys/clients.ts';
import { makeHome } from '../journeys/program.ts';
import { complaints, runConformance, type Excuses } from './conformance.ts';

/** In the product, too, nothing that is listed changes while it runs; so no change is ever announced. */
const nothingChanges: Excuses = {
  'sep-2575-server-sends-tools-list-changed-on-subscription': 'skipped: tools.listChanged is not declared',
  'sep-2575-server-sends-prompts-list-changed-on-subscription':
    'skipped: prompts.listChanged is not declared',
};

describe('the HTTP door with the fixtures of the conformance suite behind it', () => {
  const log = createRecordingLog();
  let server: HttpServer;
  beforeAll(async () => {
    server = await startFixtureServer(log);
  });
  afterAll(() => server.close());

  it.each<[string, number, Excuses]>([
    ['2025-11-25', 33, { 'server-sse-retry-field': 'not scored, and we never close a stream to be polled' }],
    ['2026-07-28', 50, nothingChanges],
  ])('meets every requirement of revision %s', async (revision, scenarios, excuses) => {
    const run = await runConformance(`${server.url}/mcp`, ['--requirements', revision]);
    // Also what the revision does not score, except the Tasks extension, which has its turn below.
    const judged = run.checks.filter(({ scenario }) => !scenario.startsWith('tasks-'));
    expect(complaints(judged, excuses)).toEqual([]);
    expect(run.code).toBe(0);
    expect(run.scenarios).toHaveLength(scenarios);
  });

  // All there are but `tasks-status-notifications`, which the suite skips itself.
  it.each([
    ['tasks-lifecycle', 9],
    ['tasks-capability-negotiation', 5],
    ['tasks-wire-fields', 4],
    ['tasks-request-state-removal', 3],
    ['tasks-mrtr-input', 4],
    ['tasks-request-headers', 5],
    ['tasks-dispatch-and-envelope', 9],
    ['tasks-required-task-error', 3],
    ['tasks-mrtr-composition', 2],
  ])('passes %s of the Tasks extension', async (scenario, checks) => {
    const run = await runConformance(`${server.url}/mcp`, [
      '--scenario',
      scenario,
      '--spec-version',
      '2026-07-28',
      '--force',
    ]);
    expect(complaints(run.checks)).toEqual([]);
    expect(run.checks).toHaveLength(checks);
  });

  it('has logged no error', () => {
    expect(log.lines.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
  });
});

/**
 * The scenarios that need no fixtures, on the program people run. Not among them, because it has no resources and no
 * prompts: `resources-list`, `sep-2164-resource-not-found` and `caching` (which asks for all lists). Because no tool
 * of it asks the client anything: `input-required-result-missing-input-response` and `-ignore-extra-params`. Because
 * it never closes a stream in the middle of a call: `server-sse-polling`.
 */
describe('clawbridge serve', () => {
  const home = makeHome();
  let gateway: Simulator;
  let server: RunningServer;
  beforeAll(async () => {
    gateway = await startSimulator();
    server = await startServer({
      CLAWBRIDGE_HOME: home.path,
      OPENCLAW_URL: gateway.httpUrl,
      OPENCLAW_GATEWAY_TOKEN: gateway.token,
    });
  });
  afterAll(async () => {
    await server.stop();
    await gateway.stop();
    home.remove();
  });

  const unmet = async (scenario: string, revision: string, excuses?: Excuses) => {
    const run = await runConformance(`${server.url}/mcp`, [
      '--scenario',
      scenario,
      '--spec-version',
      revision,
    ]);
    return complaints(run.checks, excuses);
  };

  it.each([
    ['server-initialize', '2025-11-25'],
    ['ping', '2025-11-25'],
    ['tools-list', '2025-11-25'],
    ['tools-list', '2026-07-28'],
    ['server-sse-multiple-streams', '2025-11-25'],
    ['server-sse-multiple-streams', '2026-07-28'],
    ['dns-rebinding-protection', '2025-11-25'],
    ['dns-rebinding-protection', '2026-07-28'],
    ['server-session-lifecycle', '2025-11-25'],
    ['http-header-validation', '2026-07-28'],
    ['input-required-result-unsupported-methods', '2026-07-28'],
    ['input-required-result-validate-input', '2026-07-28'],
  ])('passes %s of revision %s', async (scenario, revision) => {
    expect(await unmet(scenario, revision)).toEqual([]);
  });

  it('passes server-stateless of revision 2026-07-28, as far as its tools let it be tested', async () => {
    const excuses: Excuses = {
      ...nothingChanges,
      'sep-2575-server-rejects-undeclared-capability': 'no tool needs a capability of the client',
      'sep-2575-missing-capability-http-400': 'no tool needs a capability of the client',
      'sep-2575-http-server-no-independent-requests-on-stream': 'no tool asks the client anything',
      'sep-2575-server-no-log-without-loglevel': 'no tool sends log messages',
    };
    expect(await unmet('server-stateless', '2026-07-28', excuses)).toEqual([]);
  });
});
