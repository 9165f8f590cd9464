import { createHash } from 'node:crypto';
import type { AskedAloud, AloudQuestion } from '../../../usecases/ask-aloud.ts';
import type { Verbs } from '../../../usecases/verbs.ts';
import { sessionOf } from './session-of.ts';
import type { VoiceCall } from './voice-call.ts';

/** What a tool asks of the agent. */
export interface Asking extends Pick<AloudQuestion, 'waitMs' | 'inBackground' | 'notify'> {
  readonly tool: string;
  /** What was said, then what the agent has to know of it; empty ones are left out. */
  readonly parts: readonly (string | undefined)[];
}

/** All control characters but tab and line breaks: no message may hold them. */
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** The question comes first: that is what lists of tasks show. */
export async function askFor(verbs: Verbs, asking: Asking, call: VoiceCall): Promise<AskedAloud> {
  const { tool, parts, waitMs, inBackground, notify } = asking;
  const { principal, origin, voice, hearing, gone, onProgress } = call;
  const message = parts
    .filter((part) => part !== undefined && part !== '')
    .join('\n\n')
    .replaceAll(CONTROL, ' ');
  const sessionId = sessionOf(call);
  return await verbs.askAloud({
    principal,
    origin,
    voice,
    hearing,
    fingerprint: createHash('sha256')
      .update(JSON.stringify([tool, sessionId, message]))
      .digest('hex'),
    message,
    sessionId,
    waitMs,
    inBackground,
    notify,
    signal: gone,
    onProgress,
  });
}
