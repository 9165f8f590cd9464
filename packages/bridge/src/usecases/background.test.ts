import { describe, expect, it } from 'vitest';
import { Failure } from '../domain/failure.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createBackground } from './background.ts';

describe('createBackground', () => {
  it('starts the work at once and does not wait for it', () => {
    const log = createRecordingLog();
    let begun = false;
    createBackground(log)('something', async () => {
      begun = true;
      await new Promise(() => {});
    });
    expect(begun).toBe(true);
    expect(log.lines).toEqual([]);
  });

  it('logs what fails, with its name, its code and the stack', async () => {
    const log = createRecordingLog();
    const failing = Promise.reject(new Failure('store_unavailable', 'The disk is full.'));
    createBackground(log)('delete old tasks', () => failing);
    await failing.catch(() => {});
    expect(log.lines).toEqual([
      {
        level: 'error',
        message: 'delete old tasks failed: The disk is full.',
        fields: {
          name: 'delete old tasks',
          code: 'store_unavailable',
          stack: expect.stringContaining('The disk is full.'),
        },
      },
    ]);
  });
});
