import type * as z from 'zod';
import type { Scope } from '../../../domain/principal.ts';
import type { Verbs } from '../../../usecases/verbs.ts';
import { defineTool, type Tool } from '../tool.ts';
import { answerSchema, type Answer } from './answer.ts';
import { requireVoice } from './require-voice.ts';
import { failureAnswer, type Said } from './say.ts';
import { unheardFirst } from './unheard-first.ts';
import type { VoiceCall } from './voice-call.ts';
import { wordsOf } from './words-of.ts';
import type { ToolWords } from './words.ts';

/** What is different from one voice tool to the next. */
interface VoiceTool<Input extends z.ZodType> {
  readonly name: string;
  readonly words: ToolWords;
  readonly scope: Scope;
  readonly input: () => Input;
  /** A result is one text, without its data. */
  readonly isPlain?: boolean;
  run(verbs: Verbs, input: z.output<Input>, call: VoiceCall): Promise<Said>;
}

/**
 * A tool whose answers are heard. Each begins with one result its listener has not heard yet; what it told counts as heard once
 * it is written. A failure is an answer, too: devices do not say what is called an error.
 */
export function defineVoiceTool<Input extends z.ZodType>(tool: VoiceTool<Input>): Tool {
  const { name, words, scope, input, isPlain = false } = tool;
  const isReadOnly = scope === 'read';
  return defineTool({
    name,
    ...words,
    scope,
    annotations: {
      readOnlyHint: isReadOnly,
      destructiveHint: !isReadOnly,
      idempotentHint: isReadOnly,
      openWorldHint: true,
    },
    input,
    output: answerSchema,
    async run(verbs, given, call) {
      const voice = requireVoice(call.voice);
      const hearing = verbs.beginHearing(call.principal);
      call.whenWritten(hearing.heard, hearing.lost);
      const voiceCall = { ...call, voice, words: wordsOf(voice), hearing };
      const answer = await tool.run(verbs, given, voiceCall);
      return answer(await unheardFirst(verbs, voiceCall));
    },
    failed: ({ code }, { voice }) => failureAnswer(requireVoice(voice), code),
    text: (answer) => textOf(answer, isPlain),
  });
}

function textOf(answer: Answer, isPlain: boolean): string {
  return isPlain && answer.status === 'completed' && answer.result !== undefined
    ? answer.result.content
    : JSON.stringify(answer);
}
