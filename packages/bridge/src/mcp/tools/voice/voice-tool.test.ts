import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FailureCode } from '../../../domain/failure.ts';
import { anInstance } from '../../../domain/instance.fixture.ts';
import { OWNER } from '../../../domain/principal.ts';
import { createStop } from '../../../domain/stop.ts';
import { aTask } from '../../../domain/task.fixture.ts';
import type { Task } from '../../../domain/task.ts';
import { LANGUAGES, type Voice } from '../../../domain/voice.ts';
import { aVoice } from '../../../domain/voice.fixture.ts';
import type { News } from '../../../usecases/unheard.ts';
import type { Verbs } from '../../../usecases/verbs.ts';
import { NeedsPerson } from '../person.ts';
import type { ToolCall } from '../tool.ts';
import { voiceSet } from './voice-set.ts';
import { wordsOf } from './words-of.ts';

const CODES = Object.keys(wordsOf(aVoice()).failures) as FailureCode[];

const sentence = fc.constantFrom(
  '今天下雨。',
  'It rains. ',
  '没有标点的话',
  '"quoted", ',
  '\\',
  '😀',
  'word',
);
const text = fc.oneof(
  fc.array(sentence, { maxLength: 150, size: 'max' }).map((parts) => parts.join('')),
  fc.constant('"a" '.repeat(300)),
);

const failed = fc
  .constantFrom(...CODES)
  .map((code) => ({ status: 'failed', failure: { code, message: 'x', retryable: false } }) as const);
const task: fc.Arbitrary<Task> = fc
  .oneof(
    text.map((said) => ({ status: 'completed', answer: { text: said } }) as const),
    failed,
    fc.constant({ status: 'running' } as const),
  )
  .map((over) => aTask({ id: 'task_0199c1f2-7a3b-7c4d-8e5f-0123456789ab', ...over }));
const number = fc.integer({ min: 1, max: 99_999 });
const news: fc.Arbitrary<News> = fc.record({
  number,
  task: fc
    .oneof(
      text.map((said) => ({ status: 'completed', answer: { text: said } }) as const),
      failed,
    )
    .map((over) => aTask(over)),
  others: fc.integer({ min: 0, max: 9 }),
});

const world = fc.record({
  voice: fc.record({
    language: fc.constantFrom(...LANGUAGES),
    maxChars: fc.constantFrom(0, 300),
    maxBytes: fc.oneof(fc.integer({ min: 400, max: 600 }), fc.integer({ min: 400, max: 2_048 })),
  }),
  task,
  number,
  hasNumber: fc.boolean(),
  untold: fc.boolean(),
  news: fc.option(news, { nil: undefined }),
  said: text.filter((one) => one !== ''),
  page: fc.integer({ min: 1, max: 9 }),
  code: fc.option(fc.constantFrom(...CODES), { nil: undefined }),
});
type Given = typeof world extends fc.Arbitrary<infer T> ? T : never;

const nothing = () => {};

function verbsOf({ task: one, number: its, hasNumber, untold, news: first, code }: Given): Verbs {
  const failure = { code: 'invalid_input', message: 'x', retryable: false } as const;
  const hearing = {
    hold: nothing,
    letGo: nothing,
    isFree: () => true,
    isShared: () => false,
    heard: nothing,
    lost: nothing,
  };
  const verbs: Partial<Verbs> = {
    beginHearing: () => hearing,
    unheard: async () => first,
    askAloud: async () => ({ number: its, task: one, ...(untold ? { untold: failure } : {}) }),
    getSpoken: async () => ({ number: hasNumber ? its : undefined, task: one }),
    checkStatus: async () => ({
      instance: anInstance(),
      report: code === undefined ? { outlet: 'ws' } : { failure: { ...failure, code } },
    }),
  };
  return verbs as Verbs;
}

function callOf(voice: Voice): ToolCall {
  const { signal } = createStop();
  return {
    principal: OWNER,
    origin: 'xiaozhi',
    signal,
    gone: signal,
    onProgress: nothing,
    now: 1_800_000_000_000,
    version: '12.34.56',
    voice,
    whenWritten: nothing,
  };
}

describe('an answer of a voice tool', () => {
  it.each(voiceSet(aVoice()).tools.map(({ name }) => name))(
    'of %s has as many bytes as it may',
    async (name) => {
      await fc.assert(
        fc.asyncProperty(world, async (given) => {
          const language = given.voice.language;
          const voice = aVoice({ ...given.voice, assistant: language === 'zh' ? '贾维斯' : 'Jarvis' });
          const tool = voiceSet(voice).tools.find((one) => one.name === name);
          const { said, page } = given;
          const input = { question: said, task_description: said, intent: said, page };
          const answer = await tool?.run(verbsOf(given), input, callOf(voice));
          expect(answer).not.toBeInstanceOf(NeedsPerson);
          const words = tool?.text?.(answer) ?? '';
          expect(Buffer.byteLength(words)).toBeGreaterThan(0);
          expect(Buffer.byteLength(words)).toBeLessThanOrEqual(voice.maxBytes);
        }),
      );
    },
  );

  it('to somebody who may not ask has as many bytes as it may', () => {
    for (const language of LANGUAGES) {
      const voice = aVoice({ language, maxBytes: 400 });
      for (const tool of voiceSet(voice).tools)
        for (const code of CODES) {
          const answer = tool.failed?.({ code } as never, { voice });
          expect(Buffer.byteLength(tool.text?.(answer) ?? '')).toBeLessThanOrEqual(400);
        }
    }
  });
});
