import type { TestProject } from 'vitest/node';
import { startPostgres } from './server.ts';

/** Vitest's globalSetup: one server for all tests of the run, or the one that is named. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const named = process.env['CLAWBRIDGE_TEST_DATABASE_URL'];
  if (named !== undefined && named !== '') {
    project.provide('postgresUrl', named);
    return async () => {};
  }
  const server = await startPostgres();
  project.provide('postgresUrl', server.urlOf('postgres'));
  return server.discard;
}
