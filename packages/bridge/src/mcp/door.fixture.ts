import { anInstance } from '../domain/instance.fixture.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { OWNER } from '../domain/principal.ts';
import { createBackground } from '../usecases/background.ts';
import type { Verbs } from '../usecases/verbs.ts';
import type { McpDoor } from './server.ts';

/** A door to a bridge that has only these verbs and one instance, with what the test wants otherwise. */
export function aDoor(verbs: Partial<Verbs> = {}, over: Partial<McpDoor> = {}): McpDoor {
  return {
    verbs: async () => ({ instances: [anInstance({ name: 'usual' })], ...verbs }) as Verbs,
    principal: OWNER,
    background: createBackground(createRecordingLog()),
    origin: 'stdio',
    version: '0',
    redact: (text) => text,
    tools: ['chat', 'conversations'],
    claudeChannel: 'off',
    stateKey: async () => new Uint8Array(32),
    closing: () => false,
    ...over,
  };
}
