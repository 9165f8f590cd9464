import { defineConfig } from 'vitest/config';

/** What takes a moment on a quiet machine takes seconds where everything runs at once. Said to each project: none inherits it. */
const PATIENT = { expect: { poll: { timeout: 10_000 } } };

/**
 * Five circles: `unit` beside the files, `postgres` the same where they need a database server (started for the run),
 * `journeys` with real processes and sockets against the simulator, `soak` with many tasks while processes are killed
 * (long with `--mode long`), `real` against the real OpenClaw gateway and real MCP clients (installs its own heavy parts on
 * demand).
 */
export default defineConfig(({ mode }) => ({
  test: {
    // Most tests wait for processes and sockets, not for the CPU.
    maxWorkers: 8,
    projects: [
      {
        test: {
          ...PATIENT,
          name: 'unit',
          // A fresh module registry per file would cost more than the tests themselves.
          isolate: false,
          include: [
            'packages/*/src/**/*.test.ts',
            'test/*.test.ts',
            'test/delivery/*.test.ts',
            'scripts/*.test.ts',
          ],
          exclude: ['packages/bridge/src/store/postgres/**'],
          // A test that hangs fails; one that is slow on a busy machine does not.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          ...PATIENT,
          name: 'postgres',
          include: ['packages/bridge/src/store/postgres/**/*.test.ts', 'test/postgres/**/*.test.ts'],
          globalSetup: ['test/postgres/provide.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          ...PATIENT,
          name: 'journeys',
          include: ['test/journeys/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...PATIENT,
          name: 'soak',
          include: ['test/soak/**/*.test.ts'],
          env: { SOAK: mode === 'long' ? 'long' : 'short' },
          testTimeout: 15 * 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...PATIENT,
          name: 'real',
          include: ['test/real/**/*.test.ts'],
          globalSetup: ['test/real/install.ts'],
          testTimeout: 120_000,
          hookTimeout: 240_000,
          // One OpenClaw gateway takes up to 2 GB, and most of the time it is waited for: two files at a time, after all others.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
}));
