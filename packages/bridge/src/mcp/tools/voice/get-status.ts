import { isoTime } from '../../../domain/iso-time.ts';
import { holds } from '../../../domain/principal.ts';
import type { InstanceStatus } from '../../../usecases/check-status.ts';
import type { Verbs } from '../../../usecases/verbs.ts';
import { inTime } from '../../in-time.ts';
import type { Tool } from '../tool.ts';
import type { Answer } from './answer.ts';
import { fields } from './loose-fields.ts';
import { withMessage } from './speaking.ts';
import type { VoiceCall } from './voice-call.ts';
import { defineVoiceTool } from './voice-tool.ts';
import type { Words } from './words.ts';

/** As long as somebody waits to hear whether anybody is there. */
const PATIENCE_MS = 3_000;

/** @param offered all tools of the set, this one among them */
export const getStatus = (words: Words, offered: () => readonly Pick<Tool, 'name' | 'scope'>[]) =>
  defineVoiceTool({
    name: 'get_status',
    words: words.getStatus,
    scope: 'read',
    input: () => fields({}),
    async run(verbs, _, call) {
      const { voice, principal, now, version } = call;
      const { status, sentence } = await statusNow(verbs, call);
      const answer: Answer = {
        name: voice.assistant,
        status,
        version,
        capabilities: offered().flatMap(({ name, scope }) => (holds(principal, scope) ? [name] : [])),
        timestamp: isoTime(now),
      };
      return (news) => withMessage(voice, answer, news, sentence);
    },
  });

interface Status {
  readonly status: 'online' | 'degraded' | 'offline';
  /** What is wrong. */
  readonly sentence?: string;
}

/** The gateway is asked now; one that takes its time is there, but slow. */
async function statusNow(verbs: Verbs, { principal, voice, words }: VoiceCall): Promise<Status> {
  const found = await inTime<InstanceStatus | undefined>(
    verbs.checkStatus(principal, voice.instance),
    PATIENCE_MS,
    undefined,
  );
  if (found === undefined || found.report.warning !== undefined)
    return { status: 'degraded', sentence: words.slow };
  const { failure } = found.report;
  return failure === undefined
    ? { status: 'online' }
    : { status: 'offline', sentence: words.failures[failure.code] };
}
